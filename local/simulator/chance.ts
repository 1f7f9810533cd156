/** A number in [0, 1) that depends on the seed and the other numbers alone: the same in each play, whatever happened before. */
export function chance(seed: number, ...numbers: readonly number[]): number {
  let state = mixed(seed | 0);
  for (const number of numbers) state = mixed(state ^ (number | 0) ^ Math.imul(Math.floor(number / 0x1_0000_0000), 0x27d4_eb2f));
  return (state >>> 0) / 0x1_0000_0000;
} // prettier-ignore

// The finaliser of MurmurHash3 over a Weyl step: every bit of the input reaches every bit of the output.
function mixed(value: number): number {
  let state = Math.imul(value + 0x9e37_79b9, 0x85eb_ca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2_ae35);
  return state ^ (state >>> 16);
}
