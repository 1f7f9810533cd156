import { memoryObjects } from '../../adapters/memory/object-store.ts';
import type { Feed as ConfiguredFeed } from '../../core/feeds/feed.ts';
import type { FeedSource } from '../../core/ports/outside.ts';
import type { Feed } from '../../core/scenario.ts';
import { publishedIntelligence } from '../../lambdas/published-intelligence.ts';
import { shippedGuards } from '../../lambdas/refresh-intel/guard-texts.ts';
import type { HuntDeps } from '../../lambdas/refresh-intel/hunt.ts';
import { refreshIntel } from '../../lambdas/refresh-intel/refresh-intel.ts';

/**
 * The feeds of a scenario, fetched, guarded, published and hunted with by the stage that does so in AWS. A simulation stands
 * for the internet with names and addresses that are reserved for documentation, so that these may be listed.
 */
export class Publishers {
  readonly #objects = memoryObjects();
  readonly #lists = new Map<string, { readonly feed: ConfiguredFeed; readonly text: string }>();
  readonly #deps: Omit<HuntDeps, 'objects'>;
  /** The index in force: the seed until the first refresh. */
  readonly intelligence;

  constructor(deps: Omit<HuntDeps, 'objects'>) {
    this.#deps = deps;
    let asked = 0;
    // Each refresh is seen at once: a scenario's time stands still meanwhile.
    this.intelligence = publishedIntelligence({ ...deps, objects: this.#objects, now: () => (asked += 60_000) });
  }

  /** What a publisher has on its list from now on; of each name the last one counts, as of a feed that is fetched again. */
  async publish({ name, indicators }: Feed): Promise<void> {
    const categories = new Set(indicators.map(categoryOf));
    for (const category of categories) {
      const listed = indicators.filter((one) => categoryOf(one) === category);
      const own = categories.size === 1 ? name : `${name} (${category})`;
      this.#lists.set(own, { feed: configured(own, category), text: listed.map(({ value }) => value).join('\n') });
    }
    const source: FeedSource = {
      fetch: async (feed) => ({ kind: 'fetched', bytes: new TextEncoder().encode(this.#lists.get(feed.name)?.text) }),
    };
    const feeds = [...this.#lists.values()].map(({ feed }) => feed);
    await refreshIntel(feeds, { ...this.#deps, objects: this.#objects, source, guards });
  }
}

let made: ReturnType<typeof shippedGuards> | undefined;
/** Twenty thousand popular names: made once for all the plays of a process. */
const guards = () => (made ??= shippedGuards([], 'allowed'));

type Listed = Feed['indicators'][number];

const categoryOf = (one: Listed) => ('category' in one ? one.category : undefined) ?? 'mining-pool';

function configured(name: string, category: ConfiguredFeed['category']): ConfiguredFeed {
  return {
    name,
    url: 'https://feeds.invalid/',
    format: 'plain',
    category,
    licence: 'none stated',
    maxBytes: 67_108_864,
    flawedShare: 0.1,
    portLast: false,
  };
}
