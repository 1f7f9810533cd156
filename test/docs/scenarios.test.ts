import { readFileSync } from 'node:fs';
import path from 'node:path';
import { scenarioFrom } from '../../core/scenario-file.ts';
import { play } from '../../local/simulator/play.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/scenarios.md'), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const titled = examples.map((text) => [/^name: (.*)$/m.exec(text)?.[1] ?? 'untitled', text] as const);

test('the page has three examples', () => expect(examples).toHaveLength(3));

test.each(titled)('the example "%s" finds what it says', async (_, text) => {
  const { checks } = await play(scenarioFrom(text, 'docs/scenarios.md'));
  expect(checks.length).toBeGreaterThan(0);
  expect(checks.filter(({ held }) => !held)).toEqual([]);
});
