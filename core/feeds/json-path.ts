import * as z from 'zod';

/** Steps into a JSON value: a key, the number of an element, or `*` for each of them. Written `data.items.0.value`. */
export const JsonPath = z
  .string()
  .max(500)
  .transform((text) => (text === '' ? [] : text.split('.')))
  .refine((steps) => steps.length <= 16 && steps.every((step) => step !== ''), 'takes up to 16 keys with dots between');
export type JsonPath = z.infer<typeof JsonPath>;

/** Every value that the path leads to. Keys that nobody wrote (`__proto__`, `length`) lead nowhere. */
export function* valuesAt(value: unknown, path: JsonPath, from = 0): Generator<unknown, void, undefined> {
  const step = path[from];
  if (step === undefined) yield value;
  else if (typeof value !== 'object' || value === null) return;
  else if (step === '*') for (const each of Array.isArray(value) ? value : Object.values(value)) yield* valuesAt(each, path, from + 1);
  else if (Array.isArray(value)) {
    if (/^\d{1,7}$/.test(step) && Number(step) < value.length) yield* valuesAt(value[Number(step)], path, from + 1);
  } else if (Object.hasOwn(value, step)) yield* valuesAt((value as Record<string, unknown>)[step], path, from + 1);
} // prettier-ignore

/** A property that the JSON text itself holds. */
export function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
