import type * as z from 'zod';
import type { Answer, Api } from './api.ts';
import { Page } from './objects.ts';

const pageSize = '500';

/**
 * All objects of a list, page after page. A list that ran out in the middle (410)
 * is begun again once. Half a list is a fault, never an answer.
 */
export async function listAll<Item>(
  api: Api,
  path: string,
  query: Readonly<Record<string, string>>,
  item: z.ZodType<Item>,
  until: AbortSignal,
): Promise<Answer<readonly Item[]>> {
  for (let attempt = 1; ; attempt++) {
    const listed = await pages(api, path, query, item, until);
    const ranOut = !listed.ok && listed.fault.kind === 'status' && listed.fault.status === 410;
    if (!ranOut || attempt === 2) return listed;
  }
}

async function pages<Item>(
  api: Api,
  path: string,
  query: Readonly<Record<string, string>>,
  item: z.ZodType<Item>,
  until: AbortSignal,
): Promise<Answer<readonly Item[]>> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const answer = await api.get(path, { ...query, limit: pageSize, ...(next === undefined ? {} : { continue: next }) }, until);
    if (!answer.ok) return answer;
    const page = Page.safeParse(answer.body);
    if (!page.success) return { ok: false, fault: { kind: 'not-understood' } };
    for (const one of page.data.items ?? []) {
      const parsed = item.safeParse(one);
      if (parsed.success) items.push(parsed.data);
    }
    next = page.data.metadata.continue || undefined;
  } while (next !== undefined);
  return { ok: true, body: items };
} // prettier-ignore
