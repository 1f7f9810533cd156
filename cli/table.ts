/** Rows under headings, aligned, two spaces between columns, nothing behind the last one. Numbers go to the right. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)));
  const isNumber = headings.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - [...cell].length);
        return isNumber[column] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}

/** Text of telemetry on a terminal: what could move the cursor or turn the line around is shown as a question mark. */
export function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\u00a0-\u02ff\u0370-\u058f\u4e00-\u9fff]/g, '?');
}
