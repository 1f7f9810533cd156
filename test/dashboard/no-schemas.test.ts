import type * as zod from 'zod';
import * as standIn from '../../dashboard/app/no-schemas.ts';

const z = standIn as unknown as typeof zod;

test('a schema can be built of it, whatever is asked of it', () => {
  const nothing: unknown = z.strictObject({ at: z.iso.datetime(), kind: z.enum(['a', 'b']).optional() });
  expect(z.array(z.union([z.int(), z.string().max(3)])).default([])).toBe(nothing);
});

test('one that is asked to check anything says that it cannot', () => {
  const schema = z.object({ kind: z.string() });
  expect(() => schema.parse({})).toThrow('no schemas');
  expect(() => schema.safeParse({})).toThrow('no schemas');
  expect(() => z.enum(['a']).options).toThrow('no schemas');
  expect(() => schema.shape).toThrow('no schemas');
});
