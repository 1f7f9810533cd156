import type { Edge } from '../../core/edge.ts';
import { digest } from '../../core/hash.ts';
import type { ClusterId, FactId, FindingId, IncidentId, Lineage } from '../../core/ids.ts';
import type { Channel } from '../../core/ports/channels.ts';
import type { SheetRef } from '../../core/ports/graph.ts';
import { type Peer, peerKey } from '../../core/peer.ts';
import type { Renowned } from '../../core/renown.ts';

// The one place that spells keys. docs/table.md explains them with their costs.
//
// | item              | pk                                  | sk                      | read by                                   |
// |-------------------|-------------------------------------|-------------------------|-------------------------------------------|
// | edge              | edge#cluster#source#0..3            | id                      | id and source; source (4 queries)         |
// | workload          | workload#cluster#0..3               | lineage                 | lineage; cluster (4 queries)              |
// | name              | names#cluster#namespace             | lineage                 | namespace (1 query)                       |
// | counters (head)   | counters#cluster#node               | hour#boot#tail          | sheet; node (1 query, with bases)         |
// | counters (base)   | counters#cluster#node               | base#digest             | a head's reference                        |
// | node              | nodes#cluster                       | node                    | cluster (1 query)                         |
// | interval          | interval#cluster#address            | uid                     | address (1 query)                         |
// | baseline          | baseline#cluster                    | state                   | cluster                                   |
// | fact              | fact#cluster#lineage                | id                      | lineage and ids; cluster (index facts#…)  |
// | rejection         | fact#cluster#lineage                | id                      | in place of the fact that it forbids      |
// | version           | versions#cluster                    | version                 | cluster (1 query)                         |
// | renown            | renown#cluster#kind#0..3            | thing                   | things (batch)                            |
// | finding           | finding#cluster#0..3                | lineage#id              | lineage (1 query); cluster (4 queries)    |
// | incident          | incident#cluster#root               | period                  | newest of a root (1 query, 1 item)        |
// | pointer           | incidents#cluster                   | id                      | incident id; cluster (1 query, then gets) |
// | holder            | holder#cluster#0..3                 | destination             | destination                               |
// | notice            | notice#incident                     | version#channel         | incident (1 query)                        |
// | thread            | thread#incident                     | slack                   | incident                                  |
// | storm             | storm#cluster                       | notices                 | cluster                                   |
// | cluster           | clusters                            | id                      | id; all (1 query)                         |
// | audit             | audit#cluster                       | at#digest               | cluster in order of time (1 query)        |
// | exposure, traits, namespace, machine, risk | type#cluster#0..3 | id               | id; cluster (4 queries)                   |
// | part              | part#cluster                        | eks, inventory, audit, sweep, digest | part                              |
// | event             | event#cluster#namespace             | at#id                   | namespace and time (1 query)              |
//
// Index `changes`: edges, workloads, findings, incidents, exposures and traits under changes#cluster#0..15, `changedAt#type#id`;
// facts and rejections under facts#cluster#0..15, `id`.

export const table = {
  partition: 'pk',
  sort: 'sk',
  index: 'changes',
  indexPartition: 'changesPk',
  indexSort: 'changesSk',
  /** Epoch seconds. */
  expiry: 'ttl',
} as const;

/** What an item is: streams filter on it. */
export type ItemType =
  | 'edge' | 'workload' | 'counters' | 'node' | 'interval' | 'baseline' | 'fact' | 'rejection' | 'version' | 'renown' | 'name' | 'finding' | 'incident' | 'pointer' | 'holder'
  | 'notice' | 'thread' | 'storm' | 'cluster' | 'audit' | ObservedType | 'part' | 'event'; // prettier-ignore

/** Things of a cluster as they were seen last. A machine is a node as Kubernetes has it; a node, one that counters came from. */
export type ObservedType = 'exposure' | 'traits' | 'namespace' | 'machine' | 'risk';

export type Key = Readonly<Record<'pk' | 'sk', string>>;
export type IndexKey = Readonly<Record<'changesPk' | 'changesSk', string>>;

const writeShards = 4;
const changeShards = 16;

// DynamoDB allows 2,048 bytes of partition key and 1,024 of sort key; no key here has more than four free parts.
const longestPart = 200;

/**
 * One part of a key: percent-encoded, so that no name can hold the '#' between parts; a name that is empty, too long, or no
 * well-formed text, is stood for by its digest behind a '=' that no encoded name holds.
 */
function part(text: string): string {
  if (!text.isWellFormed()) return `=${digest('ill-formed', JSON.stringify(text))}`;
  const encoded = encodeURIComponent(text);
  return encoded !== '' && encoded.length <= longestPart ? encoded : `=${digest('long', text)}`;
}

/** The text that a part stands for, or undefined where only its digest is there. */
function textOf(encoded: string): string | undefined {
  return encoded.startsWith('=') ? undefined : decodeURIComponent(encoded);
}

const join = (...parts: readonly string[]) => parts.map(part).join('#');
const shardOf = (id: string, shards: number) => String(Number.parseInt(id.slice(0, 4), 16) % shards);
const shardsOf = (shards: number, prefix: string) => Array.from({ length: shards }, (_, shard) => `${prefix}#${shard}`);

// Fixed width, so that times sort as text whatever precision they came with. Its colons need no encoding.
const instant = (at: string) => new Date(at).toISOString();

function edgesOfSource(cluster: ClusterId, source: Peer): string {
  return join('edge', cluster, digest('source', ...peerKey(source)));
}

export function edgeKey({ id, cluster, source }: Pick<Edge, 'id' | 'cluster' | 'source'>): Key {
  return { pk: `${edgesOfSource(cluster, source)}#${shardOf(id, writeShards)}`, sk: part(id) };
}

export function edgePartitionsOf(cluster: ClusterId, lineage: Lineage): string[] {
  const source: Peer = { kind: 'workload', lineage, namespace: '', workload: '', name: '' };
  return shardsOf(writeShards, edgesOfSource(cluster, source));
}

/** Where sweep and api find what changed: by time of writing, spread over shards that no burst fills. */
export function changeKey(cluster: ClusterId, changedAt: string, type: ItemType, id: string): IndexKey {
  const changesPk = `${join('changes', cluster)}#${shardOf(id, changeShards)}`;
  return { changesPk, changesSk: `${instant(changedAt)}#${join(type, id)}` };
}

export function changePartitions(cluster: ClusterId): string[] {
  return shardsOf(changeShards, join('changes', cluster));
}

export function workloadKey(cluster: ClusterId, lineage: Lineage): Key {
  return { pk: `${join('workload', cluster)}#${shardOf(lineage, writeShards)}`, sk: part(lineage) };
}

export function workloadPartitions(cluster: ClusterId): string[] {
  return shardsOf(writeShards, join('workload', cluster));
}

export function workloadNamesPartition(cluster: ClusterId, namespace: string): string {
  return join('names', cluster, namespace);
}

export function workloadNameKey({ cluster, namespace, lineage }: { readonly cluster: ClusterId; readonly namespace: string; readonly lineage: Lineage }): Key {
  return { pk: workloadNamesPartition(cluster, namespace), sk: part(lineage) };
} // prettier-ignore

export function countersPartition(cluster: ClusterId, node: string): string {
  return join('counters', cluster, node);
}

export function sheetKey({ cluster, node, bootId, hour }: SheetRef): Key {
  return { pk: countersPartition(cluster, node), sk: `${join(hour, bootId)}#tail` };
}

/** Where the sheets of a node begin from an hour on. */
export function sheetsFrom(cluster: ClusterId, node: string, hour: string): Key {
  return { pk: countersPartition(cluster, node), sk: part(hour) };
}

/** Heads sort below it, all else of the partition above: hours begin with a digit. */
export const aboveSheets = 'a';

/** The hour and boot that a head's sort key names, `bootId` undefined where it was too long; undefined for another item. */
export function sheetOfKey(sk: string): { readonly hour: string; readonly bootId: string | undefined } | undefined {
  const [hour = '', bootId = '', last] = sk.split('#');
  return last === 'tail' ? { hour: textOf(hour) ?? hour, bootId: textOf(bootId) } : undefined;
}

/** `id`: hex digest of the content, so that two who write the same write one item. */
export function counterPartKey(cluster: ClusterId, node: string, kind: 'base' | 'more', id: string): Key {
  return { pk: countersPartition(cluster, node), sk: join(kind, id) };
}

export function nodesPartition(cluster: ClusterId): string {
  return join('nodes', cluster);
}

export function nodeKey(cluster: ClusterId, node: string): Key {
  return { pk: nodesPartition(cluster), sk: part(node) };
}

export function intervalsPartition(cluster: ClusterId, address: string): string {
  return join('interval', cluster, address);
}

export function intervalKey(cluster: ClusterId, address: string, uid: string): Key {
  return { pk: intervalsPartition(cluster, address), sk: `uid-${part(uid)}` };
}

export function baselineKey(cluster: ClusterId): Key {
  return { pk: join('baseline', cluster), sk: 'state' };
}

export function factPartition(cluster: ClusterId, lineage: Lineage): string {
  return join('fact', cluster, lineage);
}

export function factKey(cluster: ClusterId, lineage: Lineage, id: FactId): Key {
  return { pk: factPartition(cluster, lineage), sk: part(id) };
}

export function factListKey(cluster: ClusterId, id: FactId): IndexKey {
  return { changesPk: `${join('facts', cluster)}#${shardOf(id, changeShards)}`, changesSk: part(id) };
}

export function factListPartitions(cluster: ClusterId): string[] {
  return shardsOf(changeShards, join('facts', cluster));
}

export function versionsPartition(cluster: ClusterId): string {
  return join('versions', cluster);
}

export function versionKey(cluster: ClusterId, version: number): Key {
  return { pk: versionsPartition(cluster), sk: padded(version) };
}

export function renownKey(cluster: ClusterId, { kind, object }: Renowned): Key {
  return { pk: `${join('renown', cluster, kind)}#${shardOf(digest(object), writeShards)}`, sk: part(object) };
}

export function findingKey(cluster: ClusterId, lineage: Lineage, id: FindingId): Key {
  return { pk: `${join('finding', cluster)}#${shardOf(lineage, writeShards)}`, sk: `${part(lineage)}#${part(id)}` };
}

/** The partition of a lineage's findings, and what their sort keys begin with. */
export function findingsOfLineage(cluster: ClusterId, lineage: Lineage): { readonly pk: string; readonly prefix: string } {
  return { pk: `${join('finding', cluster)}#${shardOf(lineage, writeShards)}`, prefix: `${part(lineage)}#` };
} // prettier-ignore

export function findingPartitions(cluster: ClusterId): string[] {
  return shardsOf(writeShards, join('finding', cluster));
}

export function incidentsOfRoot(cluster: ClusterId, root: string): string {
  return join('incident', cluster, root);
}

export function incidentKey(cluster: ClusterId, root: string, period: number): Key {
  return { pk: incidentsOfRoot(cluster, root), sk: padded(period) };
}

export function pointersPartition(cluster: ClusterId): string {
  return join('incidents', cluster);
}

export function pointerKey(cluster: ClusterId, id: IncidentId): Key {
  return { pk: pointersPartition(cluster), sk: part(id) };
}

export function holderKey(cluster: ClusterId, destination: string): Key {
  return { pk: `${join('holder', cluster)}#${shardOf(digest(destination), writeShards)}`, sk: part(destination) };
}

export function noticesPartition(incident: IncidentId): string {
  return join('notice', incident);
}

export function threadKey(incident: IncidentId): Key {
  return { pk: join('thread', incident), sk: 'slack' };
}

export function stormKey(cluster: ClusterId): Key {
  return { pk: join('storm', cluster), sk: 'notices' };
}

export function noticeKey(incident: IncidentId, version: number, channel: Channel): Key {
  return { pk: noticesPartition(incident), sk: `${padded(version)}#${channel}` };
}

export const clustersPartition = 'clusters';

export function clusterKey(cluster: ClusterId): Key {
  return { pk: clustersPartition, sk: part(cluster) };
}

export function auditPartition(cluster: ClusterId): string {
  return join('audit', cluster);
}

export function auditKey(cluster: ClusterId, at: string, id: string): Key {
  return { pk: auditPartition(cluster), sk: `${instant(at)}#${part(id)}` };
}

/** @param id of the thing within its type and cluster, any text */
export function observedKey(type: ObservedType, cluster: ClusterId, id: string): Key {
  return { pk: `${join(type, cluster)}#${shardOf(digest('shard', id), writeShards)}`, sk: part(id) };
}

export function observedPartitions(type: ObservedType, cluster: ClusterId): string[] {
  return shardsOf(writeShards, join(type, cluster));
}

export function partKey(cluster: ClusterId, name: 'eks' | 'inventory' | 'audit' | 'sweep' | 'digest'): Key {
  return { pk: join('part', cluster), sk: name };
}

export function eventsPartition(cluster: ClusterId, namespace: string): string {
  return join('event', cluster, namespace);
}

export function eventKey(cluster: ClusterId, namespace: string, at: string, id: string): Key {
  return { pk: eventsPartition(cluster, namespace), sk: `${instant(at)}#${part(id)}` };
}

/** Sort keys between which events of `from` to `to` lie. '$' follows '#'. */
export function eventSpan(from: string, to: string): readonly [string, string] {
  return [`${instant(from)}#`, `${instant(to)}$`];
}

// Sixteen digits hold every safe integer, so that numbers sort as text.
const padded = (count: number) => String(count).padStart(16, '0');
