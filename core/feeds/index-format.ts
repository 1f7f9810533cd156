import { hash } from 'node:crypto';
import * as z from 'zod';
import { textUpTo } from '../fields.ts';
import { Instant } from '../instant.ts';
import { Indicator, IntelligenceSource } from '../intelligence.ts';
import { groupsOf } from './dictionary.ts';

/** The published object cannot be used: cut short, changed on the way, or of another format. The last good one stays. */
export class UnreadableIndex extends Error {
  override readonly name = 'UnreadableIndex';
}

/** What many indicators have in common, stored once. */
export const Tag = z.object({
  kind: Indicator.shape.kind,
  category: Indicator.shape.category,
  /** Places in `sources`. */
  sources: z.array(z.int().min(0)).min(1).max(8),
});
export type Tag = z.infer<typeof Tag>;

const count = z.int().min(0).max(50_000_000);

/** The part of the index that is JSON. */
export const IndexHead = z.object({
  version: textUpTo(64),
  builtAt: Instant,
  sources: z.array(IntelligenceSource),
  tags: z.array(Tag),
  sizes: z.object({ entries: count, textBytes: count, ranges4: count, ranges6: count }),
});
export type IndexHead = z.infer<typeof IndexHead>;

/** 'PLI1', read as a little-endian word: a machine of the other order sees another word and refuses. */
const magic = 0x31494c50;
const mostHead = 67_108_864;

/** The arrays of an index. All words first, so that they stay aligned; the texts last. */
export interface Sections {
  /** Of each entry in the order of hashes: upper and lower half, and its place in the order of texts. */
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly place: Uint32Array;
  /** Of each entry in the order of texts: its place in `tags`. */
  readonly tag: Uint32Array;
  readonly offsets: Uint32Array;
  readonly first4: Uint32Array;
  readonly last4: Uint32Array;
  readonly block4: Uint32Array;
  readonly first6: Uint32Array;
  readonly last6: Uint32Array;
  readonly block6: Uint32Array;
  readonly texts: Uint8Array;
}

/** Names and lengths (in words) of the sections, in the order in which they are stored. */
function layout({ entries, ranges4, ranges6 }: IndexHead['sizes']): readonly (readonly [Exclude<keyof Sections, 'texts'>, number])[] {
  return [
    ['high', entries], ['low', entries], ['place', entries], ['tag', entries], ['offsets', groupsOf(entries) + 1],
    ['first4', ranges4], ['last4', ranges4], ['block4', ranges4], ['first6', ranges6 * 4], ['last6', ranges6 * 4], ['block6', ranges6],
  ];
} // prettier-ignore

/** The whole index as bytes; its version is a digest of all that it says, without the times. */
export function packIndex(head: Omit<IndexHead, 'version' | 'sizes'>, sections: Sections): Uint8Array<ArrayBuffer> {
  const sizes = { entries: sections.tag.length, textBytes: sections.texts.length, ranges4: sections.block4.length, ranges6: sections.block6.length }; // prettier-ignore
  const words = layout(sizes);
  const body = new Uint8Array(words.reduce((sum, [, length]) => sum + length * 4, 0) + sections.texts.length);
  let at = 0;
  for (const [name] of words) {
    const { buffer, byteOffset, byteLength } = sections[name];
    body.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  body.set(sections.texts, at);
  const whole: IndexHead = { version: versionOf(head, body), ...head, sizes };
  const json = new TextEncoder().encode(JSON.stringify(whole));
  // Spaces after the JSON, so that the words behind it are aligned.
  const headLength = Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(8 + headLength + body.length).fill(0x20, 8, 8 + headLength);
  new Uint32Array(bytes.buffer, 0, 2).set([magic, headLength]);
  bytes.set(json, 8);
  bytes.set(body, 8 + headLength);
  return bytes;
}

/** @throws UnreadableIndex where these are not the bytes that `packIndex` gave, to the last one. */
export function unpackIndex(given: Uint8Array): { readonly head: IndexHead; readonly sections: Sections } {
  const bytes = given.byteOffset % 4 === 0 ? given : new Uint8Array(given);
  const [found, headLength = 0] = bytes.length < 8 ? [] : new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
  if (found !== magic) throw new UnreadableIndex('not an index of this format: its first bytes differ');
  if (headLength % 4 !== 0 || headLength > mostHead || 8 + headLength > bytes.length) throw new UnreadableIndex('the index is cut short in its head'); // prettier-ignore
  const head = headOf(bytes.subarray(8, 8 + headLength));
  const body = bytes.subarray(8 + headLength);
  const words = layout(head.sizes);
  const expected = words.reduce((sum, [, length]) => sum + length * 4, 0) + head.sizes.textBytes;
  if (body.length !== expected) throw new UnreadableIndex(`the index has ${body.length} bytes behind its head, not ${expected}`); // prettier-ignore
  if (versionOf(head, body) !== head.version) throw new UnreadableIndex('the index is not what its version says: it was changed or damaged'); // prettier-ignore
  const sections: Partial<Record<keyof Sections, Uint32Array>> = {};
  let at = body.byteOffset;
  for (const [name, length] of words) {
    sections[name] = new Uint32Array(body.buffer, at, length);
    at += length * 4;
  }
  const texts = new Uint8Array(body.buffer, at, head.sizes.textBytes);
  return { head, sections: { ...(sections as Omit<Sections, 'texts'>), texts } };
}

function headOf(json: Uint8Array): IndexHead {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(json));
  } catch (cause) {
    throw new UnreadableIndex('the head of the index is no JSON', { cause });
  }
  const head = IndexHead.safeParse(value);
  if (head.success) return head.data;
  throw new UnreadableIndex(`the head of the index is wrong: ${head.error.issues[0]?.message ?? 'unknown'}`);
}

function versionOf({ sources, tags }: Pick<IndexHead, 'sources' | 'tags'>, body: Uint8Array): string {
  const said = JSON.stringify([tags, sources.map(({ name, licence }) => [name, licence])]);
  return `feeds-${hash('sha256', said + hash('sha256', body, 'hex'), 'hex').slice(0, 32)}`;
}
