import { openIndex } from '../../../core/feeds/open-index.ts';
import { refusals } from '../../../core/feeds/guards.ts';
import { settleFeed } from '../../../core/feeds/settle.ts';
import { intelligenceKeys } from '../../../core/feeds/status.ts';
import { t0 } from '../batches.ts';
import { feed, refresher } from './publisher.ts';
import { guards, honest, poison } from './poisons.ts';

test(`of ${poison.length} kinds of poison among two hundred good entries none lists anything honest, and all good ones stay`, async () => {
  const here = refresher(guards);
  const good = Array.from({ length: 200 }, (_, place) => `bad${place}.badcoin-one.net`);
  here.serve('list', ...good, ...poison.map(([, entry]) => entry));
  const status = await here.refresh(feed('list'));
  expect(status.feeds[0]?.state).toBe('fresh');
  const got = await here.objects.get(intelligenceKeys.index);
  const index = openIndex(got.kind === 'found' ? got.body : new Uint8Array());
  expect(honest.names.filter((name) => index.matchName(name, 'name') !== undefined)).toEqual([]);
  expect(honest.endpoints.filter(([address, port]) => index.matchEndpoint(address, port) !== undefined)).toEqual([]);
  expect(good.filter((name) => index.matchName(name, 'name') === undefined)).toEqual([]);
  expect(
    Object.keys(status.feeds[0]?.refused ?? {}).filter((reason) => !refusals.some((one) => one === reason)),
  ).toEqual([]);
});

test.each(poison)('%s lists nothing', (_, entry) => {
  const good = Array.from({ length: 20 }, (_unused, place) => `bad${place}.badcoin-one.net`);
  const settled = settleFeed(feed('list'), new TextEncoder().encode([...good, entry].join('\n')), t0, guards);
  const kept = settled.kind === 'accepted' ? settled.entries.map(({ value }) => value) : [];
  // A look-alike is a name of its own: it lists itself alone.
  expect(kept.filter((value) => !value.startsWith('xn--'))).toEqual(good);
});
