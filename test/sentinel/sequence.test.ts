import * as fc from 'fast-check';
import { SequenceCounter } from '../../sentinel/conversation/sequence.ts';

describe('bytes by sequence numbers', () => {
  test('segments in any order within a window, repeated or not, give the length of the stream, across the wrap', () => {
    const arbitrary = fc.record({ first: fc.nat(0xffff_ffff), lengths: fc.array(fc.integer({ min: 1, max: 65_535 }), { minLength: 1, maxLength: 50 }), order: fc.array(fc.nat(), { minLength: 50, maxLength: 50 }) }); // prettier-ignore
    fc.assert(
      fc.property(arbitrary, ({ first, lengths, order }) => {
        const counter = new SequenceCounter();
        counter.begin(first);
        let start = 0;
        const segments = lengths.map((length, index) => ({
          start: (start += length) - length,
          length,
          rank: order[index]!,
        }));
        for (const segment of [...segments.toSorted((one, other) => one.rank - other.rank), segments[0]!]) {
          const position = counter.position((first + segment.start) >>> 0);
          expect(position).toBe(segment.start);
          counter.data(position!, segment.length);
        }
        expect(counter.sent).toBe(start);
      }),
    );
  });

  test('the end alone tells the length, up to 3 GiB', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 0, max: 3 * 2 ** 30 }), (first, length) => {
        const counter = new SequenceCounter();
        counter.begin(first);
        counter.end((first + length) >>> 0, 'fin');
        expect(counter.sent).toBe(length);
      }),
    );
  });

  test('what was acknowledged counts although it was not seen; the FIN that was acknowledged does not', () => {
    const counter = new SequenceCounter();
    counter.begin(1000);
    counter.data(0, 100);
    counter.acknowledged(1101);
    expect(counter.sent).toBe(100);
    counter.acknowledged(6000);
    expect(counter.sent).toBe(5000);
  });

  test('a reset with a foreign number amid data changes nothing', () => {
    const counter = new SequenceCounter();
    counter.begin(1000);
    counter.data(0, 100);
    counter.end(2_500_000_000, 'reset');
    expect(counter.sent).toBe(100);
  });
});
