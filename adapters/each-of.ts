/** Works on all items, so many at a time. The first failure ends it, once what was begun is over. */
export async function eachOf<Item>(items: Iterable<Item>, atOnce: number, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items].toReversed();
  const lane = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, waiting.length) }, lane));
  const failed = lanes.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
} // prettier-ignore
