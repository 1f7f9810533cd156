import { rowsOf } from './csv-rows.ts';
import type { Column, FeedOf } from './feed.ts';
import type { Gathering } from './gathering.ts';

/** @returns a reason where the feed as a whole cannot be read. */
export function gatherCsv(text: string, feed: FeedOf<'csv'>, into: Gathering): 'no-such-column' | undefined {
  const { delimiter, where } = feed;
  let columns: { readonly value: number; readonly where: number | undefined } | undefined;
  let comment = '';
  for (const row of rowsOf(text, delimiter)) {
    if (into.full) return undefined;
    if (row.kind === 'comment') {
      if (columns === undefined) comment = row.text;
    } else if (row.kind === 'flawed') into.flaw(row.reason);
    else if (columns === undefined) {
      const named = placesOf(feed, row.fields) ?? (feed.header ? undefined : placesOf(feed, fieldsOf(comment, delimiter))); // prettier-ignore
      if (named === undefined) return 'no-such-column';
      columns = named;
      if (!feed.header && !isHeader(feed, row.fields)) gatherRow(row.fields, columns, where?.in, into);
    } else gatherRow(row.fields, columns, where?.in, into);
  }
  return undefined;
}

type Places = { readonly value: number; readonly where: number | undefined };

function gatherRow(fields: readonly string[], places: Places, wanted: readonly string[] | undefined, into: Gathering): void {
  const value = fields[places.value];
  if (value === undefined) into.flaw('too-few-columns');
  else if (wanted !== undefined && places.where !== undefined && !wanted.includes(fields[places.where]?.trim() ?? '')) into.pass('filtered');
  else into.add(value);
} // prettier-ignore

/** Where the columns of this feed stand under this header; columns by number need no header. */
function placesOf(feed: FeedOf<'csv'>, header: readonly string[]): Places | undefined {
  const value = placeOf(feed.column, header);
  const where = feed.where && placeOf(feed.where.column, header);
  return value === undefined || (feed.where !== undefined && where === undefined) ? undefined : { value, where };
}

function placeOf(column: Column, header: readonly string[]): number | undefined {
  if (typeof column === 'number') return column;
  const at = header.findIndex((name) => sameName(name, column));
  return at < 0 ? undefined : at;
}

/** The row names its columns itself, also where the configuration did not say that it would. */
function isHeader(feed: FeedOf<'csv'>, fields: readonly string[]): boolean {
  const { column } = feed;
  return typeof column === 'string' && fields.some((field) => sameName(field, column));
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function fieldsOf(line: string, delimiter: string): readonly string[] {
  const [row] = rowsOf(line, delimiter);
  return row?.kind === 'row' ? row.fields : [];
}
