import { readFileSync } from 'node:fs';
import path from 'node:path';
import { flaws } from '../../../core/feeds/entry.ts';
import { Feeds } from '../../../core/feeds/feed.ts';
import { passes } from '../../../core/feeds/gathering.ts';
import { refusals } from '../../../core/feeds/guards.ts';
import { feedRefusals } from '../../../core/feeds/settle.ts';
import { poison, poisonTable, stoppedBy } from '../../lambdas/refresh-intel/poisons.ts';
import { parsed, said } from './feed-cases.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../../docs/feeds.md'), 'utf8');
const blocks = (language: string) => [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^\`]*)^\`\`\``, 'gm'))].map((match) => match[1] ?? ''); // prettier-ignore

describe('docs/feeds.md', () => {
  test('has examples of every format that are what it says', () => {
    const feeds = blocks('json').flatMap((block) => Feeds.parse(JSON.parse(block)));
    expect(new Set(feeds.map(({ format }) => format))).toEqual(new Set(['plain', 'hosts', 'csv', 'json', 'stix', 'misp'])); // prettier-ignore
  });

  test('has a plain list that reads as it says', () => {
    expect(said(parsed({ format: 'plain' }, blocks('')[0] ?? ''))).toEqual([
      'name pool.badcoin.net',
      'name miner.badcoin.net',
      'endpoint 45.77.1.9:3333',
      'range 45.77.16.0/20',
    ]);
  });

  test('says of each kind of poison what stops it, as `npm run bench poison` prints it', () => {
    const cells = (text: string) => text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()).join('|')).filter((line) => line.startsWith('|') && !line.startsWith('|-')); // prettier-ignore
    const documented = new Set(cells(page));
    expect(cells(poisonTable()).filter((row) => !documented.has(row))).toEqual([]);
    expect(page).toContain(`${poison.length} kinds of it`);
    expect(poison.filter(([, entry]) => stoppedBy(entry) === 'kept').map(([kind]) => kind)).toEqual(['a look-alike in Unicode whose wire form is unlisted']); // prettier-ignore
  });

  test('knows every reason word', () => {
    const words = [...flaws, ...passes, ...refusals, ...feedRefusals];
    expect(words.filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  });
});
