/** Longer lines are no list. In UTF-16 units. */
export const longestLine = 65_536;

/** The bytes as text, without the byte order mark; undefined where they are packed. What is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if ((first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b)) return undefined;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** An error page, a login page or a proxy's message where a list should be. */
export function isMarkup(text: string): boolean {
  return text.slice(0, 4_096).trimStart().startsWith('<');
}

/** Each line, without CR LF, LF or CR. */
export function* linesOf(text: string): Generator<string, void, undefined> {
  const end = text.includes('\n') ? '\n' : '\r';
  for (let from = 0; from < text.length;) {
    const at = text.indexOf(end, from);
    const to = at < 0 ? text.length : at;
    yield text.slice(from, end === '\n' && text.charCodeAt(to - 1) === 0x0d && to > from ? to - 1 : to);
    from = to + 1;
  }
}

/** The line without its comment: all of it, or what follows white space. */
export function withoutComment(line: string): string {
  const text = line.trim();
  if (/^(?:[#;!]|\/\/)/.test(text)) return '';
  for (let at = 1; at < text.length; at++) {
    const before = text.charCodeAt(at - 1);
    if ((before === 0x20 || before === 0x09) && /[#;]/.test(text.charAt(at))) return text.slice(0, at).trimEnd();
  }
  return text;
}
