/**
 * Two 32-bit halves of a hash over code units, fed from the right end of a name, so that one pass gives the hash of
 * every parent. It need not resist an attacker: a match is confirmed on the text, and equal hashes are halved by text.
 */
export interface HashState {
  high: number;
  low: number;
}

export const hashStart = { high: 0x9747b28c | 0, low: 0x3c6ef372 | 0 } as const;

export function hashStep(state: HashState, code: number): void {
  state.high = Math.imul((state.high << 5) ^ (state.high >>> 27) ^ code, 0x85ebca6b);
  state.low = Math.imul(state.low ^ code, 0x01000193);
}

/** The upper and lower half of the finished hash, unsigned. */
export function highOf(state: Readonly<HashState>): number {
  return mixed(state.high ^ (state.low >>> 16));
}

export function lowOf(state: Readonly<HashState>): number {
  return mixed(state.low + Math.imul(state.high, 0x9e3779b1));
}

/** MurmurHash3's finaliser (public domain): each bit of the input moves half of the output. */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
