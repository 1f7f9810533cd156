import type * as z from 'zod';
import type { Asked } from './asked.ts';
import type { ApiDeps } from './deps.ts';

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
