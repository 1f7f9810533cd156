import * as fc from 'fast-check';
import { type CounterSheet, emptySheet, foldSheet, type SheetLine, totalsByEdge } from '../../core/counter-sheet.ts';
import { digest } from '../../core/hash.ts';
import type { EdgeId } from '../../core/ids.ts';
import { runs } from './arbitraries.ts';

const edges = ['e1', 'e2'].map((name) => digest(name) as EdgeId);

// A key is a digest of conversation, generation and edge: it fixes edge and direction.
const aLine: fc.Arbitrary<SheetLine> = fc
  .record({
    n: fc.nat(5),
    content: fc.constantFrom('c1', 'c2'),
    counters: fc.record({ connections: fc.nat(20), bytesOut: fc.nat(20), bytesIn: fc.nat(20), lastSeen: fc.nat(20) }),
  })
  .map(({ n, content, counters }) => ({
    key: digest(`key-${n}`),
    edge: edges[n % 2] as EdgeId,
    direction: n % 3 === 0 ? ('in' as const) : ('out' as const),
    content,
    counters,
  }));

/** One post: its number, its lines (one for each key) and when it came. */
const aPost = fc.record({
  seq: fc.nat(30),
  lines: fc.uniqueArray(aLine, { maxLength: 5, selector: (line) => line.key }),
  at: fc.nat(9),
});
// The number of a batch names its content, as on the node.
const posts = fc.uniqueArray(aPost, { minLength: 1, maxLength: 6, selector: (post) => post.seq });
type Post = { seq: number; lines: readonly SheetLine[]; at: number };

const sheetOf = (all: readonly Post[]): CounterSheet =>
  all.reduce((sheet, { seq, lines, at }) => foldSheet(sheet, lines, seq, `2026-11-23T02:00:0${at}.000Z`), emptySheet);

// Since when it was heard follows from the order in which batches came.
const counted = ({ heardSince: _heard, ...sheet }: CounterSheet) => ({
  ...sheet,
  lines: sheet.lines.map(({ content: _content, ...line }) => line),
});

const line = (key: string, direction: 'in' | 'out', bytesOut: number): SheetLine => ({ key: digest(key), edge: edges[0] as EdgeId, direction, content: '', counters: { connections: 1, bytesOut, bytesIn: 0, lastSeen: bytesOut } }); // prettier-ignore
const sheet = (...lines: SheetLine[]): CounterSheet => ({ ...emptySheet, lines });

describe('foldSheet', () => {
  test('the counters of a sheet do not depend on the order of the batches, nor on how often each came: I2', () => {
    fc.assert(
      fc.property(posts, fc.infiniteStream(fc.nat()), (all, random) => {
        const shuffled = [...all, ...all.slice(0, 2)]
          .map((post) => ({ post, at: random.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ post }) => post);
        expect(counted(sheetOf(shuffled))).toEqual(counted(sheetOf(all)));
      }),
      runs,
    );
  });

  test('the same batch a second time changes nothing', () => {
    fc.assert(
      fc.property(posts, (all) => {
        const kept = sheetOf(all);
        const inOrder = all.toSorted((a, b) => a.seq - b.seq);
        expect(sheetOf([...inOrder, ...inOrder.slice(-1)])).toEqual(sheetOf(inOrder));
        expect(counted(foldSheet(kept, kept.lines, kept.seq, kept.receivedAt))).toEqual(counted(kept));
      }),
      runs,
    );
  });

  test('a half of a batch and then the whole are the whole', () => {
    fc.assert(
      fc.property(posts, fc.nat(4), (all, cut) => {
        const halved = all.flatMap((post) => [{ ...post, lines: post.lines.slice(0, cut) }, post]);
        expect(sheetOf(halved)).toEqual(sheetOf(all));
      }),
      runs,
    );
  });

  test('a line that is later by its number wins, whichever comes first', () => {
    const early = { seq: 1, lines: [{ ...line('k', 'out', 1), content: 'c1' }], at: 1 };
    const late = { seq: 2, lines: [{ ...line('k', 'out', 2), content: 'c2' }], at: 2 };
    expect(sheetOf([early, late]).lines[0]).toMatchObject({ content: 'c2', counters: { bytesOut: 2 } });
    expect(sheetOf([late, early]).lines[0]).toMatchObject({ content: 'c2', counters: { bytesOut: 2 } });
  });
});

describe('totalsByEdge', () => {
  test('the same conversation in two hours counts with the higher, not with the sum', () => {
    expect(totalsByEdge([sheet(line('a', 'out', 5)), sheet(line('a', 'out', 9))]).get(edges[0] as EdgeId)?.bytesOut).toBe(9);
  }); // prettier-ignore

  test('conversations of one edge are summed', () => {
    expect(totalsByEdge([sheet(line('a', 'out', 5), line('b', 'out', 9))]).get(edges[0] as EdgeId)).toEqual({ connections: 2, bytesOut: 14, bytesIn: 0, lastSeen: 9 }); // prettier-ignore
  });

  test("where both ends saw it, the client's side counts; where only the server did, the server's", () => {
    expect(totalsByEdge([sheet(line('a', 'out', 5), line('b', 'in', 9))]).get(edges[0] as EdgeId)?.bytesOut).toBe(5);
    expect(totalsByEdge([sheet(line('b', 'in', 9))]).get(edges[0] as EdgeId)?.bytesOut).toBe(9);
  });

  test('no total falls when more is folded in: I7', () => {
    fc.assert(
      fc.property(posts, aPost, (all, more) => {
        const before = totalsByEdge([sheetOf(all)]);
        const after = totalsByEdge([sheetOf([...all, more])]);
        for (const [edge, { connections }] of before) {
          // A client's side that appears replaces the server's: that is a change of witness, not a loss.
          const witness = (of: CounterSheet) => of.lines.some((one) => one.edge === edge && one.direction === 'out');
          if (witness(sheetOf(all)) !== witness(sheetOf([...all, more]))) continue;
          expect(after.get(edge)?.connections).toBeGreaterThanOrEqual(connections);
        }
      }),
      runs,
    );
  });
});
