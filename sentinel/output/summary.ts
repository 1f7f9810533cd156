import type { Observer } from '../observer.ts';
import type { Loss } from '../sources/source.ts';
import type { Posted } from './post.ts';

/** What a person should know after a run: how much was read, and each way in which something was not. */
export function summary(observer: Observer, loss: { readonly details: Loss }, posted: Posted | undefined): string[] {
  const counts = Object.entries({ ...loss.details, ...observer.counters.toObject() });
  const lines = [`plumbline sentinel: ${observer.packets} packets read`];
  for (const [word, count] of counts) lines.push(`  ${word}: ${count}`);
  if (observer.folded > 0) lines.push(`  folded in all: ${observer.folded}`);
  if (posted !== undefined) lines.push(`  posted: ${posted.batches} batches, ${posted.observations} observations, ${posted.retries} retries, ${posted.setAside} set aside, ${posted.lost} given up`); // prettier-ignore
  return lines;
}
