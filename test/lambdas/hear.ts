import { emptySheet, foldSheet } from '../../core/counter-sheet.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { CounterStore } from '../../core/ports/graph.ts';
import { hourOf } from '../../core/resolve.ts';

/** A heartbeat without conversations, as enrich settles it. `windowMs`: since the one before. */
export async function hear(counters: CounterStore, cluster: ClusterId, node: string, at: string, windowMs = 60_000): Promise<void> {
  const ref = { cluster, node, bootId: 'boot-1', hour: hourOf(Date.parse(at)) };
  const before = await counters.read(ref);
  const sheet = before?.value ?? emptySheet;
  await counters.write(ref, foldSheet(sheet, [], sheet.seq + 1, at, { windowMs }), before?.revision);
} // prettier-ignore
