/** The longest field and the most columns that a row may have. */
const longestField = 8_192;
const mostColumns = 256;

/** A row, a comment line, or the reason why a stretch of text is no row. */
export type Row =
  | { readonly kind: 'row'; readonly fields: readonly string[] }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'flawed'; readonly reason: 'bad-quote' | 'too-long' };

/**
 * RFC 4180, with lines that begin with `#` as comments and white space allowed before an opening quote. After a flaw it
 * goes on with the next line, so that one open quote does not swallow the rest; each character is read twice at most.
 */
export function* rowsOf(text: string, delimiter: string): Generator<Row, void, undefined> {
  let at = 0;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    if (text.charAt(at) === '#') {
      yield { kind: 'comment', text: text.slice(at + 1, Math.min(lineEnd, at + longestField)).trim() };
      at = lineEnd + 1;
      continue;
    }
    const { row, next } = rowAt(text, at, delimiter);
    if (row.kind !== 'row' || row.fields.length > 1 || row.fields[0]?.trim() !== '') yield row;
    at = next;
  }
}

function rowAt(text: string, start: number, delimiter: string): { readonly row: Row; readonly next: number } {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const field = fieldAt(text, at, delimiter);
    if (typeof field === 'string') return { row: { kind: 'flawed', reason: field }, next: endOfLine(text, at) + 1 };
    fields.push(field.value);
    if (fields.length > mostColumns) return { row: { kind: 'flawed', reason: 'too-long' }, next: endOfLine(text, field.end) + 1 }; // prettier-ignore
    at = field.end + 1;
    if (field.end < text.length && text.charAt(field.end) === delimiter) continue;
    // CR LF is one end of a row.
    if (text.charAt(field.end) === '\r' && text.charAt(at) === '\n') at++;
    return { row: { kind: 'row', fields }, next: at };
  }
}

interface Field {
  readonly value: string;
  /** Where the delimiter or the end of the row stands. */
  readonly end: number;
}

function fieldAt(text: string, start: number, delimiter: string): Field | 'bad-quote' | 'too-long' {
  let at = start;
  while (at - start < longestField && text.charAt(at) === ' ') at++;
  if (text.charAt(at) !== '"') return plainField(text, start, delimiter);
  let value = '';
  for (let from = at + 1; ;) {
    const quote = quoteFrom(text, from, at + longestField);
    if (quote < 0) return 'bad-quote';
    value += text.slice(from, quote);
    from = quote + 1;
    if (text.charAt(from) !== '"') {
      while (text.charAt(from) === ' ' && from - at < longestField) from++;
      const ends = from >= text.length || text.charAt(from) === delimiter || isLineEnd(text.charCodeAt(from));
      return ends ? { value, end: from } : 'bad-quote';
    }
    value += '"';
    from++;
  }
}

function plainField(text: string, start: number, delimiter: string): Field | 'too-long' {
  let at = start;
  while (at < text.length && text.charAt(at) !== delimiter && !isLineEnd(text.charCodeAt(at))) {
    if (++at - start > longestField) return 'too-long';
  }
  return { value: text.slice(start, at), end: at };
}

/** Bounded, unlike indexOf: an open quote must not search the whole feed for its end once a row. */
function quoteFrom(text: string, from: number, until: number): number {
  const end = Math.min(until, text.length);
  for (let at = from; at < end; at++) if (text.charCodeAt(at) === 0x22) return at;
  return -1;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
