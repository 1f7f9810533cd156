import { MiningSession, type MiningVerdict } from '../../../core/mining/session.ts';
import type { Transcript, Turn } from './transcripts.ts';

export const bytesOf = (said: string | Uint8Array): Uint8Array =>
  typeof said === 'string' ? Buffer.from(said, 'latin1') : said;

/** Plays turns into a new session, each cut as `cut` says. */
export function play(
  turns: readonly Turn[],
  cut: (bytes: Uint8Array) => readonly Uint8Array[] = (bytes) => [bytes],
  close?: Transcript['close'],
): MiningVerdict | undefined {
  const session = new MiningSession();
  for (const [direction, said] of turns) for (const part of cut(bytesOf(said))) session.push(direction, part);
  if (close !== undefined) session.close(close);
  return session.verdict();
}

export const byteByByte = (bytes: Uint8Array): Uint8Array[] => [...bytes].map((byte) => Uint8Array.of(byte));

/** Cuts behind each line feed. */
export function lineByLine(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 10) continue;
    parts.push(bytes.subarray(start, at + 1));
    start = at + 1;
  }
  return [...parts, bytes.subarray(start)];
}

/** Cuts at the given places, taken modulo the length. */
export const cutAt =
  (places: readonly number[]) =>
  (bytes: Uint8Array): Uint8Array[] => {
    const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
    return [...sorted, bytes.length].map((place, index) => bytes.subarray(sorted[index - 1] ?? 0, place));
  };
