import { jsonBounds, type JsonNode, type JsonText } from './json-node.ts';

/** Collects one JSON string while it is read: its beginning, its length, and whether it is hexadecimal throughout. */
export class JsonTextBuffer {
  readonly #characters = Buffer.alloc(jsonBounds.longText);
  #length = 0;
  #digits = 0;
  #hexadecimal = true;

  start(): void {
    this.#length = 0;
    this.#digits = 0;
    this.#hexadecimal = true;
  }

  append(code: number): void {
    if (this.#length < jsonBounds.longText) this.#characters[this.#length] = code;
    if (this.#hexadecimal) {
      if (isHexDigit(code)) this.#digits += 1;
      else if ((code | 0x20) === 0x78 && this.#length === 1 && this.#characters[0] === 0x30) this.#digits = 0;
      else this.#hexadecimal = false;
    }
    this.#length += 1;
  }

  get length(): number {
    return this.#length;
  }

  text(longest: number = jsonBounds.longText): string {
    return this.#characters.toString('latin1', 0, Math.min(this.#length, longest));
  }

  node(longest: number): JsonText {
    return {
      kind: 'text',
      text: this.text(longest),
      length: this.#length,
      hexDigits: this.#hexadecimal ? this.#digits : 0,
    };
  }
}

export function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

/** The value of a hexadecimal digit; -1 for any other character. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0;
}

/** Numbers, `true`, `null`, and what lenient writers put there (`NaN`). */
export function isScalar(code: number): boolean {
  const lower = code | 0x20;
  return (
    (code >= 0x30 && code <= 0x39) ||
    (lower >= 0x61 && lower <= 0x7a) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e
  );
}

export function scalarOf(text: string): JsonNode {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = text === 'null' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? null : number;
}

export function unescaped(code: number): number {
  return { 0x6e: 0x0a, 0x74: 0x09, 0x72: 0x0d, 0x62: 0x08, 0x66: 0x0c }[code] ?? code;
}

/** The place after the first line feed in `bytes[from, to)`, or -1. Never looks beyond `to`, whatever follows. */
export function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  const found = (to === bytes.length ? bytes : bytes.subarray(0, to)).indexOf(0x0a, from);
  return found < 0 ? -1 : found + 1;
}

/** The place of the first opening bracket in `bytes[from, to)`, or `to`. */
export function nextBracket(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== 0x7b && bytes[at] !== 0x5b) at += 1;
  return at;
}
