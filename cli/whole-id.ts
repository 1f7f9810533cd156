import { exitCodes, Failure } from './failure.ts';

/** Enough of an id to be unique among a few thousand: what lists show. */
export const shortId = 12;

/** The one id that begins like this. `thing` and `list` are for people: `incident`, `plumbline incidents list`. */
export async function wholeId(start: string, ids: () => Promise<readonly string[]>, { thing, list }: { thing: string; list: string }): Promise<string> {
  if (/^[0-9a-f]{32}$/.test(start)) return start;
  const remedy = `Take one from \`${list}\`.`;
  if (!/^[0-9a-f]{4,31}$/.test(start)) throw new Failure(`"${start.slice(0, 60)}" is no id of ${article(thing)} ${thing}.`, remedy, exitCodes.usage);
  const fitting = (await ids()).filter((id) => id.startsWith(start));
  if (fitting.length === 1) return fitting[0] as string;
  throw new Failure(fitting.length === 0 ? `There is no ${thing} ${start}….` : `${fitting.length} ${thing}s begin with ${start}.`, remedy);
} // prettier-ignore

const article = (noun: string) => (/^[aeiou]/.test(noun) ? 'an' : 'a');
