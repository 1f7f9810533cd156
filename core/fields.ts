import * as z from 'zod';

// Fields that records share. Building a schema is dear where a function starts cold, so there is one of each.

const texts = new Map<number, z.ZodString>();

/** Text of at most so many UTF-16 units. */
export function textUpTo(most: number): z.ZodString {
  const known = texts.get(most) ?? z.string().max(most);
  texts.set(most, known);
  return known;
}

/** A whole number that a double holds exactly. */
export const Integer = z.int();
