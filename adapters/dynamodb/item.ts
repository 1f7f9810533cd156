import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { gunzipSync, gzipSync } from 'node:zlib';
import type * as z from 'zod';
import { MalformedMessage } from '../../core/malformed.ts';
import { faultOf } from '../../core/problem.ts';
import { UnreadableItem } from '../unreadable-item.ts';
import { KeptFields, unknownIn, withUnknown } from './kept-fields.ts';
import type { IndexKey, ItemType, Key } from './keys.ts';

export type Item = Record<string, AttributeValue>;

/** An item as a stream's event shows it: there binary values are base64 text. */
export type Image = Readonly<
  Record<string, { readonly S?: string; readonly N?: string; readonly B?: Uint8Array | string }>
>;

export interface Attributes {
  readonly revision?: number;
  /** Epoch seconds. */
  readonly ttl?: number;
  readonly index?: IndexKey;
}

// Above this the content is stored gzipped: names repeat, and a write unit is a KiB.
const plainBytes = 4 * 1024;

// DynamoDB takes 400 KB with the names of attributes; only a captured sentinel gets near it.
const largestBytes = 390 * 1024;

// No item of 400 KB that we wrote inflates beyond this: edges and incidents have limits of their own.
const inflatedBytes = 16 * 1024 * 1024;

const kept = new KeptFields();

/** The item for a value: its JSON as text in `value`, gzipped in `packed` where it is long, beside what keys and conditions need. */
export function itemOf(key: Key, type: ItemType, value: unknown, { revision, ttl, index }: Attributes = {}): Item {
  // Of what it takes the place of, it keeps what only a newer version knows.
  const json = JSON.stringify(revision === undefined ? value : withUnknown(value, kept.of(key, revision - 1)));
  const content: Item = Buffer.byteLength(json) > plainBytes ? { packed: { B: packed(type, json) } } : { value: { S: json } };
  return {
    pk: { S: key.pk },
    sk: { S: key.sk },
    type: { S: type },
    ...content,
    ...(revision === undefined ? {} : { revision: { N: String(revision) } }),
    ...(ttl === undefined ? {} : { ttl: { N: String(Math.ceil(ttl)) } }),
    ...(index === undefined ? {} : { changesPk: { S: index.changesPk }, changesSk: { S: index.changesSk } }),
  };
} // prettier-ignore

function packed(type: ItemType, json: string): Uint8Array {
  const bytes = gzipSync(json, { level: 9 });
  if (bytes.length <= largestBytes) return bytes;
  throw new MalformedMessage(
    `the ${type} is too large to be stored: ${bytes.length} bytes packed, ${largestBytes} fit`,
  );
}

/** The value of an item, held against its schema. Throws UnreadableItem naming type and field where it does not fit. */
export function valueIn<Value>(item: Image, schema: z.ZodType<Value>): Value {
  const content = contentOf(item);
  const parsed = schema.safeParse(content);
  if (parsed.success) {
    const { pk, sk, revision } = item;
    if (revision !== undefined && pk?.S !== undefined && sk?.S !== undefined) kept.note({ pk: pk.S, sk: sk.S }, revisionIn(item), unknownIn(content, parsed.data)); // prettier-ignore
    return parsed.data;
  }
  const { field, message } = faultOf(parsed.error);
  throw new UnreadableItem(`a stored ${typeIn(item)} does not fit its schema: ${field} ${message}`);
}

export function revisionIn(item: Image): number {
  return Number(item['revision']?.N ?? 0);
}

export function typeIn(item: Image): string {
  return item['type']?.S ?? 'item';
}

function contentOf(item: Image): unknown {
  try {
    const bytes = item['packed']?.B;
    const text = bytes === undefined ? item['value']?.S : gunzipSync(bytesOf(bytes), { maxOutputLength: inflatedBytes }).toString();
    return JSON.parse(text ?? '');
  } catch (error) {
    throw new UnreadableItem(`a stored ${typeIn(item)} has no readable content`, { cause: error });
  }
} // prettier-ignore

export function bytesOf(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}

/** An item that takes the place of one without a revision that was read just now: what only a newer version knows of it stays. */
export function inPlaceOf(item: Image, key: Key, type: ItemType, schema: z.ZodType, value: unknown, attributes: Attributes): Item {
  const content = contentOf(item);
  return itemOf(key, type, withUnknown(value, unknownIn(content, schema.parse(content))), attributes);
} // prettier-ignore
