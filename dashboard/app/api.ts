import { takeEarly } from './early.ts';
import { bearer, signInAgain } from './session.ts';

/** What the API said no to, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  /** The field that is wrong, where one is. */
  readonly field: string | undefined;

  constructor(status: number, title: string, detail: string, field?: string) {
    super(detail === '' ? title : `${title}: ${detail}`);
    this.status = status;
    this.field = field;
  }
}

/** Asks with the entity tag of what the browser has (`no-cache`), so that what did not change is not sent again. */
export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return ask<Answer>('GET', path, undefined, signal);
}

export async function send<Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown): Promise<Answer> {
  return ask<Answer>(method, path, body);
}

async function ask<Answer>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
  const token = await bearer();
  const early = method === 'GET' ? takeEarly(`/api/v1${path}`) : undefined;
  const answer = await (early ??
    fetch(`/api/v1${path}`, {
      method,
      cache: 'no-cache',
      ...(signal && { signal }),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }));
  if (answer.status === 401 && token !== undefined) return signInAgain();
  const text = await answer.text();
  if (answer.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer;
  throw refusalOf(answer.status, text);
}

function refusalOf(status: number, text: string): Refused {
  try {
    const { title = `HTTP ${status}`, detail = '', field } = JSON.parse(text) as Record<string, string>;
    return new Refused(status, title, detail, field);
  } catch {
    return new Refused(status, `HTTP ${status}`, text.slice(0, 200));
  }
}

/** All pages of a list. */
export async function list<Item>(path: string, name: string, signal?: AbortSignal): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const joint = path.includes('?') ? '&' : '?';
    const page: Record<string, unknown> = await get(cursor === undefined ? path : `${path}${joint}cursor=${cursor}`, signal);
    items.push(...((page[name] ?? []) as Item[]));
    cursor = page['next'] as string | undefined;
  } while (cursor !== undefined);
  return items;
} // prettier-ignore

/** A cluster or an id within a path. */
export const part = (text: string) => encodeURIComponent(text);
