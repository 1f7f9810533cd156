import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scenarioFrom } from '../../core/scenario-file.ts';
import { play } from '../../local/simulator/play.ts';
import { redrawn } from './redrawn.ts';

// Who is judged by a name, an address or an hour is judged wrongly as soon as another cluster has other ones. Each case is
// played with all of them drawn at random; PLUMBLINE_SEED says which draw it is.

const seed = Number(process.env['PLUMBLINE_SEED'] ?? 1);
const folder = path.join(process.cwd(), 'scenarios/cases');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test.each(files)('%s comes to the same under other names, at other addresses and hours', async (name) => {
  const text = redrawn(readFileSync(path.join(folder, name), 'utf8'), seed);
  const { checks, refused, deadLetters } = await play(scenarioFrom(text, name), { seed });
  expect([refused, deadLetters]).toEqual([[], []]);
  expect(checks.filter(({ held }) => !held)).toEqual([]);
});

test('the draw leaves no name, address or time where it was', () => {
  const drawn = redrawn(readFileSync(path.join(folder, 'A5-tls-proxy-settled.yaml'), 'utf8'), seed);
  for (const was of ['shop', '"pay"', 'shop/cart', 'acme', 'stripe', 'q8w', '203.0.113.', '"26h11m"', 'node-1']) expect(drawn).not.toContain(was); // prettier-ignore
  for (const stays of ['kube-system', '"port":443', '"tls"']) expect(drawn).toContain(stays);
  expect(drawn).toBe(redrawn(readFileSync(path.join(folder, 'A5-tls-proxy-settled.yaml'), 'utf8'), seed));
});
