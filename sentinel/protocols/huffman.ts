/**
 * RFC 7541, Appendix B: the length in bits of the code of each byte, and of the end-of-string mark (256). The code is
 * canonical (equal lengths count up in the order of the symbols), so that the lengths are all there is to know.
 */
const LENGTHS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
]; // prettier-ignore

const END = 256;
const LONGEST = 30;

/** For each length: the first code, the first index into SYMBOLS, and how many codes there are. */
const FIRST_CODE: number[] = [];
const FIRST_INDEX: number[] = [];
const COUNT: number[] = [];
const SYMBOLS = LENGTHS.map((_, symbol) => symbol).toSorted((a, b) => LENGTHS[a]! - LENGTHS[b]! || a - b);

for (let length = 1, code = 0, index = 0; length <= LONGEST; length += 1) {
  const count = LENGTHS.filter((other) => other === length).length;
  FIRST_CODE[length] = code;
  FIRST_INDEX[length] = index;
  COUNT[length] = count;
  code = (code + count) * 2;
  index += count;
}

/** @returns undefined where the bits are no text: an end mark inside, or padding that is not a piece of it (RFC 7541, 5.2) */
export function huffmanDecoded(bytes: Buffer): string | undefined {
  let text = '';
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      code = (code << 1) | ((byte >> bit) & 1);
      length += 1;
      const offset = code - FIRST_CODE[length]!;
      if (offset < COUNT[length]!) {
        const symbol = SYMBOLS[FIRST_INDEX[length]! + offset]!;
        if (symbol === END) return undefined;
        text += String.fromCharCode(symbol);
        code = 0;
        length = 0;
      } else if (length >= LONGEST) return undefined;
    }
  }
  // The rest must be the most significant bits of the end mark: fewer than eight ones.
  return length < 8 && code === (1 << length) - 1 ? text : undefined;
}
