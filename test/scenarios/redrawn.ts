import { parse } from 'yaml';
import { canonicalAddress } from '../../core/address.ts';
import { poolLikeness } from '../../core/look-alike.ts';
import { isPopular, registrableDomain } from '../../core/popular.ts';
import { domains } from '../../core/popular/domains.ts';
import { durationText, durationMs } from '../../core/scenario-units.ts';
import { wholeDomains } from '../../core/seed/decisions.ts';
import { pools } from '../../core/seed/pools.ts';

// A scenario with other names, other addresses and other times, drawn at random, and the same structure: who is who, who
// talks to whom, what comes before what. What a verdict may depend on is kept, each with its reason.

const kept: readonly (readonly [reason: string, what: RegExp])[] = [
  ['Kubernetes’ own namespaces and the components that an imitator is held against', /^(?:kube-system|kube-dns|istio-system|kube-proxyy?|coredns(?:-5d78c)?|aws-nodee?|istiod|istio-ingressgateway)$/],
  ['AWS’s own actor in the audit log', /^eks:/],
  ['images by which a known dashboard is known', /^(?:ghcr\.io\/kubeflow\/|docker\.io\/apache\/airflow|docker\.io\/istio\/|gcr\.io\/istio-release\/)/],
  ['names by which a resolver is known', /^(?:dns\.google|cloudflare-dns\.com)$/],
  ['money that is no mining: the case is about these very names', /(?:binance|infura)/],
  ['addresses with a meaning: link-local, nowhere, resolvers for everyone', /^(?:169\.254\.|0\.0\.0\.0$|127\.|1\.1\.1\.1$|8\.8\.8\.8$)/],
]; // prettier-ignore

const isKept = (text: string) => kept.some(([, what]) => what.test(text));

/** Registries are kept where everyone uses them: whose image it is stands behind the host. */
const publicRegistry = /^(?:docker\.io|ghcr\.io|gcr\.io|quay\.io|registry\.k8s\.io|cr\.fluentbit\.io|\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com)$/;
const listedPools = [...wholeDomains, ...Object.values(pools).flatMap((names) => names.split(/\s+/))];
const poolOf = (name: string) => listedPools.find((domain) => name === domain || name.endsWith(`.${domain}`));
const everyones = domains['com']!.split(/\s+/).map((name) => `${name}.com`).filter((name) => /^[a-z]{4,}\.com$/.test(name) && registrableDomain(name) === name && poolLikeness(name) === undefined); // prettier-ignore

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Mapping = Readonly<Record<string, Json>>;

const moments = new Set(['at', 'from', 'until']);
const names = new Set(['name', 'namespace', 'serviceAccount', 'creator', 'by', 'as', 'uid', 'workload', 'source', 'destination', 'object', 'rename', 'service', 'gateways', 'nodes', 'node', 'reportedBy', 'aliases', 'value', 'sni', 'resolver', 'addresses', 'address', 'sourceIp', 'nothingFor', 'images', 'sidecar']); // prettier-ignore

/** The same scenario under other names, at other addresses and times. `seed`: the same one draws the same. */
export function redrawn(text: string, seed: number): string {
  const file = parse(text) as Record<string, Json>;
  const draw = new Draw(seed);
  const clock = new Clock(file, draw);
  const walk = (value: Json, key: string, path: readonly string[]): Json => {
    if (Array.isArray(value)) return value.map((one) => walk(one as Json, key, path));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value as Mapping).map(([inner, one]) => [inner, walk(one, inner, [...path, key])]));
    if (typeof value !== 'string' && value !== 0) return value;
    if (key === 'by' && path.includes('expect')) return clock.deadline(String(value));
    if (moments.has(key)) return clock.moment(String(value));
    if (key === 'by' && (path.includes('delivery') || path.includes('late'))) return value;
    return typeof value === 'string' && names.has(key) && path.length > 0 && !path.includes('clusters') ? draw.text(value, key) : value;
  }; // prettier-ignore
  const nodes = (file['nodes'] as readonly Mapping[] | undefined) ?? defaultNodes(file);
  const drawn = Object.fromEntries(Object.entries({ ...file, nodes }).map(([key, value]) => [key, walk(value as Json, key, key === 'name' ? [] : [key])])) as Record<string, readonly Mapping[]>; // prettier-ignore
  return JSON.stringify({
    ...drawn,
    start: new Date(Date.UTC(2026, 0, 1) + draw.below(300 * 86_400_000)).toISOString(),
    nodes: drawn['nodes']!.map((one) => ({ address: draw.privateAddress(), ...one })),
    services: draw.shuffled(drawn['services'] ?? []).map((one) => ({ address: draw.privateAddress(), ...one })),
    workloads: draw.shuffled(drawn['workloads'] ?? []).map((one) => addressed(one, draw)),
    conversations: draw.shuffled(drawn['conversations'] ?? []).map((one) => jittered(one, draw)),
  });
}

/** A cluster that only says how many nodes it has calls them node-1 and so on. */
function defaultNodes(file: Mapping): readonly Mapping[] {
  const clusters = (file['clusters'] as readonly (Mapping | string)[] | undefined) ?? ['demo'];
  return clusters.flatMap((one) => {
    const { name, nodes = 2 } = typeof one === 'string' ? { name: one } : one;
    return Array.from({ length: Number(nodes) }, (_, at) => ({ name: `node-${at + 1}`, cluster: name as Json }));
  });
}

function addressed(workload: Mapping, draw: Draw): Mapping {
  if ('pods' in workload || 'runs' in workload || 'addresses' in workload || workload['hostNetwork'] === true) return workload; // prettier-ignore
  const count = workload['kind'] === 'DaemonSet' ? 1 : Number(workload['replicas'] ?? 1);
  return count === 0 ? workload : { ...workload, addresses: Array.from({ length: count }, () => draw.privateAddress()) };
}

/** What comes again and again comes a little later each time; what must end before something else has a minute for it. */
function jittered(conversation: Mapping, draw: Draw): Mapping {
  return conversation['every'] === undefined || conversation['jitter'] !== undefined ? conversation : { ...conversation, jitter: `${1 + draw.below(20)}s` };
} // prettier-ignore

/** Moments drawn apart: their order stays, and no distance gets shorter than what stands between them needs. */
class Clock {
  readonly #known: readonly number[];
  readonly #drawn: readonly number[];

  constructor(file: Mapping, draw: Draw) {
    const found = new Set<number>([0]);
    const collect = (value: Json, key: string) => {
      if (Array.isArray(value)) value.forEach((one) => collect(one as Json, key));
      else if (typeof value === 'object' && value !== null) Object.entries(value as Mapping).forEach(([inner, one]) => inner !== 'expect' && collect(one, inner));
      else if (moments.has(key) && ms(String(value)) > 0) found.add(ms(String(value)));
    }; // prettier-ignore
    collect(file, '');
    this.#known = [...found].toSorted((one, other) => one - other);
    let [at, last] = [0, 0];
    // Seconds: what follows within a minute is one thing, and goes on following as closely.
    this.#drawn = this.#known.map((moment) => {
      const gap = moment - last;
      at += gap <= 60_000 ? gap : Math.round((gap * (1 + draw.below(120) / 1_000)) / 1_000) * 1_000;
      last = moment;
      return at;
    });
  }

  moment(text: string): string {
    const at = this.#known.indexOf(ms(text));
    return at < 0 ? text : durationText(this.#drawn[at]!);
  }

  /** As long after what came before it as it was. */
  deadline(text: string): string {
    const before = this.#known.findLastIndex((one) => one <= ms(text));
    return durationText(this.#drawn[before]! + ms(text) - this.#known[before]!);
  }
}

const ms = (text: string) => durationMs(text) ?? 0;

class Draw {
  #state: number;
  readonly #words = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  // mulberry32: enough for dice, the same everywhere.
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return items.map((item) => ({ item, by: this.below(1e9) })).toSorted((one, other) => one.by - other.by).map(({ item }) => item); // prettier-ignore
  }

  text(text: string, key: string): string {
    if (isKept(text) || text === 'internet') return text;
    if (canonicalAddress(text) !== undefined) return this.#once(text, () => this.#address(text));
    if (key === 'images' || key === 'sidecar') return this.#image(text);
    const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(text);
    if (account) return `system:serviceaccount:${this.text(account[1]!, key)}:${this.text(account[2]!, key)}`;
    const [, prefix = '', rest = ''] = /^((?:node|pod|service|name|[a-z]+s):|node )?(.*)$/s.exec(text)!;
    if (rest.includes('/')) return prefix + rest.split('/').map((part) => this.#name(part)).join('/');
    return prefix + (rest.includes('.') && !rest.includes('@') ? this.#domain(rest) : this.#name(rest));
  } // prettier-ignore

  privateAddress(): string {
    return this.#unique(() => `10.${100 + this.below(150)}.${this.below(256)}.${1 + this.below(254)}`);
  }

  /** Part by part, so that what shares a part goes on sharing it: `web` and `web-green`, the tasks of one pipeline. */
  #name(text: string): string {
    return isKept(text) ? text : text.replace(/[a-z0-9]+/gi, (part) => this.#once(part, () => this.#part(part)));
  }

  #part(part: string): string {
    // One digit counts something: node-1, db-0.
    if (/^\d$/.test(part)) return part;
    if (/^\d+$/.test(part)) return this.#unique(() => String(this.below(10 ** (part.length + 2))));
    if (/\d/.test(part)) return this.#unique(() => this.#from('bcdfghjklmnpqrstvwxz', 1) + this.#from('2456789', 1) + this.#from('bcdfghjklmnpqrstvwxz2456789', Math.max(2, part.length - 2)));
    return this.#word();
  } // prettier-ignore

  #word(): string {
    return this.#unique(() => Array.from({ length: 2 + this.below(4) }, () => this.#from('bdfgjklmnprstvz', 1) + this.#from('aeiou', 1)).join('')); // prettier-ignore
  }

  #image(text: string): string {
    const [, repository = '', tag = ''] = /^(.*?)((?::[^/]*)?)$/.exec(text)!;
    const [host = '', ...path] = repository.split('/');
    const registry = publicRegistry.test(host) ? host : this.#domain(host);
    return `${[registry, ...path.map((part) => (host === 'docker.io' && part === 'library' ? part : this.#name(part)))].join('/')}${tag}`;
  } // prettier-ignore

  /** A pool becomes another pool, a name that everybody visits another such name, a name of nobody another name of nobody. */
  #domain(name: string): string {
    const inside = /^(.*?)\.((?:[a-z0-9-]+\.)?svc\.cluster\.local|cluster\.local|[a-z0-9-]+\.compute\.internal|ec2\.internal)$/.exec(name);
    if (inside) return `${this.#domain(inside[1]!)}.${inside[2]!.replace(/^([a-z0-9-]+)(?=\.svc)/, (namespace) => this.#name(namespace))}`;
    const aws = /^(?:(.+)\.)?((?:s3|sts|ec2|logs|api\.ecr|dkr\.ecr|elb|rds)?\.?[a-z0-9-]+\.(?:(?:rds|elb)\.)?amazonaws\.com)$/.exec(name);
    if (aws) return aws[1] === undefined ? name : `${this.#name(aws[1])}.${aws[2]}`;
    const pool = poolOf(name);
    if (pool !== undefined) return this.#under(name, pool, () => wholeDomains[this.below(wholeDomains.length)]!);
    // How a name resembles a pool’s is what such a case is about.
    if (poolLikeness(name) !== undefined) return name;
    const domain = registrableDomain(name) ?? name;
    if (isPopular(name)) return this.#under(name, domain, () => everyones[this.below(everyones.length)]!);
    const suffix = domain.slice(domain.indexOf('.'));
    return this.#under(name, domain, () => `${this.#word()}-${this.#word()}${suffix}`);
  } // prettier-ignore

  #under(name: string, domain: string, drawn: () => string): string {
    const above = name.slice(0, name.length - domain.length);
    return `${this.#name(above)}${this.#once(domain, () => this.#unique(drawn))}`;
  }

  #address(text: string): string {
    const [one = 0, two = 0, three = 0] = text.split('.').map(Number);
    if (text.includes(':')) return text;
    if (one === 10 || (one === 172 && two >= 16 && two < 32) || (one === 192 && two === 168)) return this.privateAddress();
    const network = this.#once(`${one}.${two}.${three}`, () => this.#unique(() => `${[23, 34, 45, 62, 78, 91, 139, 147, 188, 212][this.below(10)]}.${1 + this.below(254)}.${this.below(256)}`));
    return this.#unique(() => `${network}.${1 + this.below(254)}`);
  } // prettier-ignore

  #from(letters: string, count: number): string {
    return Array.from({ length: count }, () => letters[this.below(letters.length)]).join('');
  }

  #once(text: string, drawn: () => string): string {
    const known = this.#words.get(text) ?? drawn();
    this.#words.set(text, known);
    return known;
  }

  #unique(drawn: () => string): string {
    for (;;) {
      const text = drawn();
      if (this.#taken.has(text)) continue;
      this.#taken.add(text);
      return text;
    }
  }
}
