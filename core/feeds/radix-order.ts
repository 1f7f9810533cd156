/** The places of 64-bit keys (two halves) in ascending order; equal keys keep their order. Four passes of 16 bits. */
export function radixOrder(high: Uint32Array, low: Uint32Array): Uint32Array {
  let order = Uint32Array.from(high, (_, place) => place);
  let spare = new Uint32Array(high.length);
  const counts = new Uint32Array(65_536);
  for (const [half, shift] of [[low, 0], [low, 16], [high, 0], [high, 16]] as const) {
    counts.fill(0);
    for (const bits of half) {
      const digit = (bits >>> shift) & 0xffff;
      counts[digit] = (counts[digit] ?? 0) + 1;
    }
    let sum = 0;
    for (let digit = 0; digit < counts.length; digit++) {
      const here = counts[digit] ?? 0;
      counts[digit] = sum;
      sum += here;
    }
    for (const place of order) {
      const digit = ((half[place] ?? 0) >>> shift) & 0xffff;
      const to = counts[digit] ?? 0;
      spare[to] = place;
      counts[digit] = to + 1;
    }
    [order, spare] = [spare, order];
  }
  return order;
} // prettier-ignore
