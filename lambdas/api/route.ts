import type * as z from 'zod';
import { pageOf as pageShape } from '../../core/answers/page.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { type Asked, clusterOf } from './asked.ts';
import type { ApiDeps } from './deps.ts';
import { pageOf } from './page.ts';

type Primitive = string | number | boolean | null | undefined;

/** What a schema takes, from whoever keeps his things unchangeable. */
export type Given<Value> = Value extends Primitive
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Given<Item>[]
    : { readonly [Key in keyof Value]: Given<Value[Key]> };

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One route: what it is asked and answers, from which `docs/openapi.json` is made, and who answers it. */
export interface Route {
  readonly method: Method;
  /** Below `/v1`, with `:name` for parts that vary. */
  readonly path: string;
  /** One sentence without its full stop, in docs/openapi.json. */
  readonly summary: string;
  /** What may stand behind the question mark, each with what it means. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: z.ZodType | undefined;
  /** What is not in it is not sent. */
  readonly answers: z.ZodType;
  /** 201 where something new came of it, which is then in no cache. */
  readonly status: 200 | 201;
  answer(c: Asked, deps: ApiDeps, body: unknown): Promise<unknown>;
}

interface Definition<Answers extends z.ZodType, Body extends z.ZodType> {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly answers: Answers;
  readonly status?: 201;
  answer(c: Asked, deps: ApiDeps, body: z.output<Body>): Promise<Given<z.input<Answers>>>;
}

export function route<Answers extends z.ZodType, Body extends z.ZodType>(definition: Definition<Answers, Body>): Route {
  const { query = {}, status = 200, body, ...rest } = definition;
  return { ...rest, query, status, body, answer: (c, deps, given) => definition.answer(c, deps, given as z.output<Body>) };
} // prettier-ignore

/** The parameter of every list. */
export const paged = { cursor: '`next` of the page before' } as const;

interface ListDefinition<Item extends z.ZodType> {
  /** What it lists: the last part of the path, and the name of the list in the answer. */
  readonly name: string;
  /** @default the name */
  readonly path?: string;
  readonly summary: string;
  readonly item: Item;
  all(cluster: Cluster['id'], deps: ApiDeps): Promise<readonly Given<z.input<Item>>[]>;
  /** By which the next page is found; unique in the list. */
  keyOf(one: Given<z.input<Item>>): string;
}

/** A list of one cluster, a page at a time. */
export function listRoute<Item extends z.ZodType>({ name, path = name, summary, item, all, keyOf }: ListDefinition<Item>): Route {
  return {
    method: 'GET',
    path: `/clusters/:cluster/${path}`,
    summary,
    query: paged,
    body: undefined,
    answers: pageShape(name, item),
    status: 200,
    async answer(c, deps) {
      const { id } = await clusterOf(c, deps);
      const { items, next } = pageOf(await all(id, deps), keyOf, c.req.query('cursor'));
      return { [name]: items, next };
    },
  };
} // prettier-ignore
