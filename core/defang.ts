/**
 * The text with everything but printable ASCII written as \u{…}. Kubernetes names and DNS names on the wire are ASCII,
 * so any other character (bidi, zero width, control, look-alike letter, lone surrogate) is someone's trick and is to be
 * seen. It also makes one character one column and four bytes of UTF-8 at most one of ASCII's escapes.
 */
export function visible(text: string): string {
  return text.replaceAll(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/**
 * Plain text in which no host, address or URL is one that a client would turn into a link: `pool[.]example[.]org`,
 * `203.0.113[.]9`, `http[:]//`. Version numbers and technique ids stay as they are. Idempotent, linear.
 */
export function defang(text: string): string {
  return text.replaceAll('://', '[:]//').split(/([^0-9A-Za-z_.-]+)/).map(defangWord).join(''); // prettier-ignore
}

function defangWord(word: string): string {
  if (/^\d{1,3}(?:\.\d{1,3}){3}\.*$/.test(word)) return word.replace(/^(\d+\.\d+\.\d+)\./, '$1[.]');
  const linkable = /[^.]\.[A-Za-z_]/.test(word) || /\d\.\d+\.\d+\.\d/.test(word);
  return linkable ? word.replaceAll(/\.(?=[^.])/g, '[.]') : word;
}

/** At most `limit` characters, the cut marked by two dots at the end. `text` is ASCII, so that a cut splits nothing. */
export function cutEnd(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 2)}..`;
}

/** At most `limit` characters of a name, both ends kept: what tells two generated names apart is often the end. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const tail = Math.floor((limit - 2) / 3);
  return `${text.slice(0, limit - 2 - tail)}..${text.slice(text.length - tail)}`;
}
