import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { play } from './play.ts';

const corpus = process.env['PLUMBLINE_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/corpus');
const present = existsSync(join(corpus, 'flows'));
const records = (file: string): Record<string, unknown>[] =>
  readFileSync(join(corpus, 'flows', file), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore

// The corpus is not part of the project; where it is absent there is nothing to compare with.
(present ? describe : describe.skip)('first messages of real sessions', () => {
  const sessions = present
    ? ['ndpi-mining.jsonl', 'nesfit-xmr-eu1.nanopool.org.jsonl', 'nesfit-zec-eu1.nanopool.org.jsonl'].flatMap(records)
    : [];
  test.each(sessions.map((session) => [`${String(session['dst_ip'])}:${String(session['dst_port'])}`, session]))(
    '%s mines',
    (_, session) => {
      const { first_out: said, first_in: heard } = session as { first_out: string; first_in: string };
      expect(play([['client', said]])).toMatchObject({ app: 'mining', evidence: 'intent' }); // prettier-ignore
      expect(play([['client', said], ['server', heard]])).toMatchObject({ app: 'mining', evidence: 'session' }); // prettier-ignore
    },
  );

  test('every shape that miners sent is recognised', () => {
    const shapes = records('stratum-shapes.jsonl').filter(({ direction }) => direction === 'miner->pool');
    expect(shapes.length).toBeGreaterThan(10);
    for (const { example } of shapes)
      expect(play([['client', `${String(example)}\n`]])).toMatchObject({ app: 'mining' });
  });
});
