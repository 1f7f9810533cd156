import * as fc from 'fast-check';
import type { Archive } from '../../core/ports/outside.ts';
import type { ArchiveRecord } from '../../core/archive.ts';
import type { Finding } from '../../core/finding.ts';
import { ClusterId } from '../../core/ids.ts';
import type { Operation } from '../../core/operation.ts';
import type { Batch, Flow } from '../../core/telemetry.ts';
import { lineageFrom, type Workload } from '../../core/workload.ts';
import { Installation } from '../../local/simulator/installation.ts';

// A small house that has been learned, and everything that may befall it: what the laws of CASES are held against, from
// the door of ingest on.

export const cluster = ClusterId.parse('prod-1');
export const t0 = Date.parse('2026-11-23T10:00:00.000Z');
const minute = 60_000;
const hour = 60 * minute;

/** How many examples each law is held against: a few while one works, a thousand in CI. */
export const runs = { numRuns: Number(process.env['PLUMBLINE_RUNS'] ?? 4) };

/** What things are called and where they are; uids, and with them identities, stay. */
export interface Spelling {
  readonly workload: (name: string) => string;
  readonly namespace: string;
  readonly node: (name: string) => string;
  readonly address: (address: string) => string;
  readonly host: (name: string) => string;
}
export const plain: Spelling = { workload: (name) => name, namespace: 'shop', node: (name) => name, address: (address) => address, host: (name) => name }; // prettier-ignore

interface Somebody {
  readonly name: string;
  readonly addresses: readonly string[];
  /** How long before t0 it was made, in milliseconds; learning ends a minute before t0. */
  readonly age: number;
  readonly image: string;
  readonly creator?: string;
}

const day = 24 * hour;
const argo = 'system:serviceaccount:argocd:controller';
export const somebodies: readonly Somebody[] = [
  { name: 'web', addresses: ['10.0.1.1', '10.0.2.1'], age: 30 * day, image: 'registry.acme.example/shop/web:41', creator: argo },
  { name: 'cart', addresses: ['10.0.1.2', '10.0.2.2'], age: 30 * day, image: 'registry.acme.example/shop/cart:17', creator: argo },
  { name: 'db', addresses: ['10.0.1.3'], age: 30 * day, image: 'docker.io/library/postgres:16', creator: argo },
  { name: 'report', addresses: ['10.0.2.4'], age: minute / 2, image: 'registry.acme.example/shop/web:42', creator: argo },
  { name: 'dfs', addresses: ['10.0.1.5', '10.0.2.5'], age: minute / 2, image: 'docker.io/q8w/dfs:99' },
]; // prettier-ignore

/** The node whose sentinel sees a pod. */
const nodeOf = (address: string) => (address.startsWith('10.0.1.') ? 'node-1' : 'node-2');

export function workloadOf({ name, age, image, creator }: Somebody, { workload, namespace }: Spelling): Workload {
  const uid = `uid-${name}`;
  return {
    cluster, lineage: lineageFrom(cluster, uid), namespace, kind: 'Deployment', name: workload(name), uid, serviceAccount: 'default',
    createdAt: new Date(t0 - age).toISOString(), images: [image], ...(creator === undefined ? {} : { creator }),
  }; // prettier-ignore
}

/** Something that a pod does at a minute after learning ended; minutes before it are negative. */
export interface Doing {
  readonly src: string;
  readonly dst: string;
  readonly port: number;
  readonly host?: string | undefined;
  readonly alias?: string | undefined;
  readonly ops: readonly Operation[];
  readonly outcome: Flow['outcome'];
  readonly minute: number;
}

const usual: readonly Omit<Doing, 'minute'>[] = [
  ...['10.0.1.1', '10.0.2.1'].map((src) => ({ src, dst: '10.0.1.2', port: 8080, ops: [], outcome: 'established' as const })),
  ...['10.0.1.2', '10.0.2.2'].map((src) => ({ src, dst: '10.0.1.3', port: 5432, ops: [], outcome: 'established' as const })),
  ...['10.0.1.1', '10.0.1.2'].map((src) => ({ src, dst: '203.0.113.7', host: 'erp.partner.example', port: 443, ops: [], outcome: 'established' as const })),
]; // prettier-ignore
const learned: readonly Doing[] = [-200, -140, -80, -20].flatMap((at) => usual.map((one) => ({ ...one, minute: at })));

const login: Operation = { app: 'mining', dialect: 'cryptonote', method: 'login', evidence: 'session', count: 1 };
const anOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.constantFrom<Operation>(
    { app: 'http', method: 'GET', path: '/', count: 1 },
    { app: 'tls', count: 1 },
    login,
    { ...login, evidence: 'intent' },
    { ...login, evidence: 'refused' },
    { app: 'mining', dialect: 'stratum-v1', method: 'mining.subscribe', evidence: 'session', count: 1 },
  ),
);
const hosts = ['erp.partner.example', 'api.stripe.com', 'nanopool.org', 'xmr-eu9.nanopool.org', 'relay.q8w-cdn.example', 'xmr.gulf-moneroocean.stream']; // prettier-ignore

/** Every one of these after learning ended. */
export const aDoing: fc.Arbitrary<Doing> = fc.record({
  src: fc.constantFrom(...somebodies.flatMap(({ addresses }) => addresses)),
  dst: fc.constantFrom('10.0.1.2', '10.0.1.3', '203.0.113.7', '203.0.113.9', '198.51.100.66', '169.254.169.254', '1.1.1.1'),
  port: fc.constantFrom(53, 443, 853, 3333, 5432, 8080),
  host: fc.option(fc.constantFrom(...hosts), { nil: undefined }),
  alias: fc.option(fc.constantFrom('pool.hashvault.pro', 'edge.cdn.example'), { nil: undefined }),
  ops: fc.uniqueArray(anOperation, { maxLength: 2, selector: ({ app, evidence, dialect }) => `${app} ${dialect} ${evidence}` }),
  outcome: fc.constantFrom('established' as const, 'established' as const, 'timeout' as const, 'refused' as const),
  minute: fc.integer({ min: 0, max: 110 }),
}); // prettier-ignore

export const doings = (maxLength = 10) => fc.array(aDoing, { minLength: 1, maxLength });

/** What sentinels send of it: per node a batch for each few doings, with counters since one boot. */
export function batchesOf(all: readonly Doing[], { address, node, host }: Spelling = plain, { lost = 0, size = 3 } = {}): Batch[] {
  const text = (at: number) => new Date(t0 + at * minute).toISOString();
  const batches: Batch[] = [];
  for (const name of ['node-1', 'node-2']) {
    const own = all.filter(({ src }) => nodeOf(src) === name).toSorted((a, b) => a.minute - b.minute);
    const said = new Map<string, number>();
    const observations = own.map((doing): Flow => {
      const key = JSON.stringify({ ...doing, minute: 0 });
      const connections = (said.get(key) ?? 0) + 1;
      said.set(key, connections);
      const names = doing.host === undefined ? [] : [{ value: host(doing.host), from: 'dns' as const, ...(doing.alias === undefined ? {} : { aliases: [host(doing.alias)] }) }];
      return {
        kind: 'flow', src: address(doing.src), dst: address(doing.dst), port: doing.port, proto: 'tcp', direction: 'out', if: 2, names, ops: [...doing.ops], outcome: doing.outcome,
        generation: 0, connections, bytesOut: connections * 512, bytesIn: connections * 2_048, firstSeen: text(doing.minute), lastSeen: text(doing.minute),
      };
    });
    for (let at = 0; at < observations.length; at += size) {
      const part = observations.slice(at, at + size);
      const until = Date.parse(part.at(-1)!.lastSeen) + 1_000;
      batches.push({
        v: 1, node: node(name), bootId: `boot-${name}`, seq: at / size, sentAt: new Date(until).toISOString(), window: { from: part[0]!.firstSeen, to: new Date(until).toISOString() },
        coverage: { seen: 100, dropped: 0, folded: lost, spooled: 0, freezes: 0, sources: ['wire'], failed: [] }, observations: part,
      });
    }
  }
  return batches;
} // prettier-ignore

export interface Look {
  readonly spelling?: Spelling;
  readonly archive?: Archive;
}

/** The house when learning has ended: whatever is posted from now on is judged. */
export async function house({ spelling = plain, archive }: Look = {}): Promise<House> {
  const here = new Installation(t0 - day, minute, archive);
  await here.enrol(cluster, 'learning');
  for (const one of somebodies) {
    const workload = workloadOf(one, spelling);
    for (const address of one.addresses) {
      const pod = { namespace: workload.namespace, name: `${workload.name}-${address}`, uid: `pod-${address}`, node: spelling.node(nodeOf(address)) };
      here.kubernetes.own(cluster, { address: spelling.address(address), from: Math.max(t0 - 2 * day, Date.parse(workload.createdAt)), owner: { kind: 'pod', workload, pod } });
    }
  }
  const live = new House(here);
  await live.post(batchesOf(learned, spelling, { size: 100 }));
  here.at = t0 - minute;
  await here.setMode(cluster, 'enforcing', 'dana');
  return live;
} // prettier-ignore

export class House {
  readonly here: Installation;
  constructor(here: Installation) {
    this.here = here;
  }

  /** At the door at once, in this order; each is received when it was sent, or when the one before it was. */
  async post(batches: readonly Batch[], clock: (batch: Batch) => number = ({ sentAt }) => Date.parse(sentAt)): Promise<void> {
    for (const batch of batches) {
      this.here.at = clock(batch);
      const messages: Parameters<Installation['receive']>[0][] = [];
      await this.here.post(cluster, batch.node, Buffer.from(JSON.stringify(batch)), (message) => messages.push(message));
      for (const message of messages) await this.here.receive(message);
    }
  } // prettier-ignore

  findings = (): Promise<readonly Finding[]> => this.here.stores.findings.ofCluster(cluster);
  incidents = () => this.here.stores.incidents.ofCluster(cluster);
  facts = async () => (await this.here.stores.baselines.facts(cluster)).map(({ id }) => id).toSorted();
}

/** Keeps records in the order in which they came. */
export function recordedArchive(): Archive & { readonly records: ArchiveRecord[] } {
  const records: ArchiveRecord[] = [];
  return { records, append: async (_name, added) => void records.push(...added) };
}

/** A finding without who of two nodes saw it first at one moment. */
export const anywhere = (findings: readonly Finding[]) => findings.map((finding) => ({ ...finding, seenBy: '' }));

/** In an order that chance picks, each one to three times. */
export function shuffled<T>(all: readonly T[], dice: fc.Stream<number>): T[] {
  const roll = () => dice.next().value as number;
  return all
    .flatMap((one) => Array.from({ length: 1 + (roll() % 3) }, () => one))
    .map((one) => ({ one, rank: roll() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
} // prettier-ignore
