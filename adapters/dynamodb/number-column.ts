import { type BitReader, type BitWriter, bitLength } from './bits.ts';

// Numbers of one kind lie near each other. So a column says once where its middle is and how many low bits are noise,
// and each number then costs about the logarithm of its distance from the middle (exponential Golomb codes).

interface Shape {
  readonly centre: number;
  /** Whether a sign follows each distance; without one, no number lies below the centre. */
  readonly signed: boolean;
  readonly noiseBits: number;
  readonly cost: number;
}

/** Whole numbers, exact in a double, of which no two are further apart than 2^53 - 1. */
export function writeColumn(to: BitWriter, values: readonly number[]): void {
  const { centre, signed, noiseBits } = cheapest(values);
  to.bits(centre < 0 ? 1 : 0, 1);
  to.count(Math.abs(centre));
  to.bits(signed ? 1 : 0, 1);
  to.bits(noiseBits, 6);
  for (const value of values) {
    const distance = Math.abs(value - centre);
    to.count(Math.floor(distance / 2 ** noiseBits));
    to.bits(distance % 2 ** noiseBits, noiseBits);
    if (signed && distance > 0) to.bits(value < centre ? 1 : 0, 1);
  }
}

export function readColumn(from: BitReader, length: number): number[] {
  const negative = from.bits(1) === 1;
  const centre = from.count() * (negative ? -1 : 1);
  const signed = from.bits(1) === 1;
  const noiseBits = from.bits(6);
  return Array.from({ length }, () => {
    const distance = from.count() * 2 ** noiseBits + from.bits(noiseBits);
    const below = signed && distance > 0 && from.bits(1) === 1;
    // Not `centre + -distance`: nought must not come back as its negative.
    return below ? centre - distance : centre + distance;
  });
}

// So many numbers tell the shape of a column; looking at all would cost more time than it saves bits.
const sampleSize = 100;

function cheapest(values: readonly number[]): Shape {
  const step = Math.max(1, Math.floor(values.length / sampleSize));
  const sorted = values.filter((_, at) => at % step === 0).toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const smallest = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
  const shapes = [shapeAround(middle, true, sorted), shapeAround(smallest, false, sorted)];
  if (smallest >= 0) shapes.push(shapeAround(0, false, sorted));
  return shapes.reduce((best, shape) => (shape.cost < best.cost ? shape : best));
}

function shapeAround(centre: number, signed: boolean, values: readonly number[]): Shape {
  const distances = values.map((value) => Math.abs(value - centre)).toSorted((a, b) => a - b);
  const typical = bitLength(distances[Math.floor(distances.length / 2)] ?? 0);
  let best: Shape | undefined;
  for (let noiseBits = Math.max(0, typical - 2); noiseBits <= Math.min(52, typical + 1); noiseBits++) {
    const cost = distances.reduce((sum, distance) => sum + bitsFor(distance, noiseBits, signed), 2 * bitLength(Math.abs(centre)));
    if (best === undefined || cost < best.cost) best = { centre, signed, noiseBits, cost };
  }
  return best as Shape;
} // prettier-ignore

function bitsFor(distance: number, noiseBits: number, signed: boolean): number {
  return 2 * bitLength(distance / 2 ** noiseBits + 1) - 1 + noiseBits + (signed && distance > 0 ? 1 : 0);
}
