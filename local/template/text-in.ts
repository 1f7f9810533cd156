/** A field that is expected to hold text. What is there and is no text is as good as not there: whoever needs it refuses. */
export function textIn(fields: Readonly<Record<string, unknown>>, name: string, otherwise = ''): string {
  const value = fields[name];
  return typeof value === 'string' ? value : otherwise;
}
