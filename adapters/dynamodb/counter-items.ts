import type { BatchNumbers } from '../../core/batch-numbers.ts';
import { digest } from '../../core/hash.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { SheetRef } from '../../core/ports/graph.ts';
import type { Base } from './counter-layout.ts';
import { bytesOf, type Item } from './item.ts';
import { counterPartKey, type Key, sheetKey, sheetOfKey } from './keys.ts';

// The items of counter sheets. They are all of the type 'counters', which no stream looks at.

// Half of what an item may have, so that heads stay quick to rewrite; what goes beyond lies in items of its own.
const partBytes = 200 * 1024;

function item(key: Key, data: Uint8Array, ttl: number): Item {
  return { pk: { S: key.pk }, sk: { S: key.sk }, type: { S: 'counters' }, data: { B: data }, ttl: { N: String(ttl) } };
}

export function itemFromBase(ref: SheetRef, base: Base & { readonly bytes: Uint8Array }, ttl: number): Item {
  return item(counterPartKey(ref.cluster, ref.node, 'base', base.id), base.bytes, ttl);
}

/**
 * The head's item: its first bytes, the numbers of the batches that are in, the ids of the items with the other bytes, and
 * the boot's name where the key is too short for it.
 */
export function itemFromHead(ref: SheetRef, bytes: Uint8Array, received: BatchNumbers, more: readonly string[], revision: number, ttl: number): Item {
  const key = sheetKey(ref);
  return {
    ...item(key, bytes.subarray(0, partBytes), ttl),
    revision: { N: String(revision) },
    ...(received.length === 0 ? {} : { [numbersName]: { S: textOf(received) } }),
    ...(more.length === 0 ? {} : { more: { L: more.map((id) => ({ S: id })) } }),
    ...(sheetOfKey(key.sk)?.bootId === undefined ? { boot: { S: ref.bootId } } : {}),
  };
} // prettier-ignore

/** What of a head does not fit into its item, in items named by their content. */
export function itemsFromMore(ref: SheetRef, bytes: Uint8Array, ttl: number): { ids: string[]; items: Item[] } {
  const rest = Math.max(0, Math.ceil(bytes.length / partBytes) - 1);
  const parts = Array.from({ length: rest }, (_, at) => bytes.subarray((at + 1) * partBytes, (at + 2) * partBytes));
  const ids = parts.map((part) => digest('more', Buffer.from(part).toString('latin1')));
  const items = parts.map((part, at) => item(counterPartKey(ref.cluster, ref.node, 'more', ids[at] as string), part, ttl)); // prettier-ignore
  return { ids, items };
}

export function moreIn(head: Item): string[] {
  return (head['more']?.L ?? []).map(({ S = '' }) => S);
}

/** The whole of a head; `more` in any order. */
export function headBytes(head: Item, more: readonly Item[]): Uint8Array {
  const byId = new Map(more.map((part) => [part['sk']?.S?.split('#')[1], bytesOf(part['data']?.B ?? '')]));
  return Buffer.concat([bytesOf(head['data']?.B ?? ''), ...moreIn(head).map((id) => byId.get(id) ?? new Uint8Array())]);
}

/** An attribute of its own, so that a version that does not know it reads the rest. */
const numbersName = 'in';

/** `0-17 19`. */
function textOf(numbers: BatchNumbers): string {
  return numbers.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(' ');
}

/** Which batches are in, by the head. None where a version wrote it that did not note them. */
export function receivedIn(head: Item): BatchNumbers {
  const runs = (head[numbersName]?.S ?? '').split(' ').map((run) => run.split('-').map(Number));
  const read = runs.map(([first = Number.NaN, last = first]) => [first, last] as const);
  return read.every(([first, last]) => Number.isSafeInteger(first) && first <= last) && head[numbersName] !== undefined
    ? read
    : [];
}

/** Which sheet an item is the head of; undefined for other items. */
export function refOf(cluster: ClusterId, node: string, head: Item): SheetRef | undefined {
  const named = sheetOfKey(head['sk']?.S ?? '');
  return named && { cluster, node, hour: named.hour, bootId: named.bootId ?? head['boot']?.S ?? '' };
}

/** Bytes of a head's item beside its packed bytes: names and values of its attributes. */
export function overheadOf(ref: SheetRef, received: BatchNumbers): number {
  const { pk, sk } = sheetKey(ref);
  const numbers = 'revision'.length + 'ttl'.length + 6 + 7;
  return 'pksktypecountersdata'.length + pk.length + sk.length + numbers + numbersName.length + textOf(received).length;
}
