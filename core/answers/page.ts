import * as z from 'zod';

/** A page of a list under the name of what it lists; `next` where there is more: hand it back as `cursor`. */
export function pageOf<Name extends string, Item extends z.ZodType>(name: Name, item: Item) {
  return z.object({ [name]: z.array(item), next: z.string().optional() } as Record<Name, z.ZodArray<Item>> & {
    next: z.ZodOptional<z.ZodString>;
  });
}
