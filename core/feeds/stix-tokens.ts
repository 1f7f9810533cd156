/** A word is an object path, an operator, a number or a literal that is no text (`t'2026-01-01T00:00:00Z'`). */
export interface Token {
  readonly kind: 'word' | 'text' | 'sign';
  readonly text: string;
}

/** One pass over a STIX pattern; undefined where a text does not end or a character has no place. */
export function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const char = pattern.charAt(at);
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if ('[](),'.includes(char)) {
      tokens.push({ kind: 'sign', text: char });
      at++;
      continue;
    }
    if ('=!<>'.includes(char)) {
      const text = '=>'.includes(pattern.charAt(at + 1) || ' ') ? pattern.slice(at, at + 2) : char;
      tokens.push({ kind: 'sign', text });
      at += text.length;
      continue;
    }
    const typed = /[tbh]/.test(char) && pattern.charAt(at + 1) === "'";
    if (typed || char === "'") {
      const string = stringAt(pattern, typed ? at + 2 : at + 1);
      if (string === undefined) return undefined;
      tokens.push({ kind: typed ? 'word' : 'text', text: string.text });
      at = string.end;
      continue;
    }
    const end = wordEnd(pattern, at);
    if (end === at) return undefined;
    tokens.push({ kind: 'word', text: pattern.slice(at, end) });
    at = end;
  }
  return tokens;
}

/** The text up to the closing quote; a backslash makes the next character stand for itself. */
function stringAt(pattern: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let at = start; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === "'") return { text, end: at + 1 };
    if (char === '\\') at++;
    text += pattern.charAt(at);
  }
  return undefined;
}

/** Object paths hold quoted keys and places in lists: `file:hashes.'SHA-256'`, `x:refs[*].value`. */
function wordEnd(pattern: string, start: number): number {
  let at = start;
  while (at < pattern.length) {
    const char = pattern.charAt(at);
    if (/[\w:.*+-]/.test(char)) at++;
    else if (char === "'" && pattern.charAt(at - 1) === '.') {
      const string = stringAt(pattern, at + 1);
      if (string === undefined) return at;
      at = string.end;
    } else if (char === '[' && at > start) {
      const place = /^\[(?:\d{1,5}|\*)\]/.exec(pattern.slice(at, at + 7));
      if (place === null) return at;
      at += place[0].length;
    } else return at;
  }
  return at;
}
