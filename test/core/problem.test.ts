import * as z from 'zod';
import { faultOf, Problem, problem } from '../../core/problem.ts';

const faultIn = (schema: z.ZodType, value: unknown) => {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('it has no fault');
  return faultOf(parsed.error);
};

describe('faultOf', () => {
  const Deep = z.object({ list: z.array(z.object({ port: z.int() })) });

  test.each([
    [{ list: [{ port: 1 }, { port: 'x' }] }, 'list[1].port'],
    [{ list: 1 }, 'list'],
    [1, ''],
  ])('the field of %j is spelled as in the documentation', (value, field) => {
    expect(faultIn(Deep, value).field).toBe(field);
  });

  test('a list at the top begins with its index', () => {
    expect(faultIn(z.array(z.object({ a: z.int() })), [{ a: 'x' }]).field).toBe('[0].a');
  });

  test('says what it should be, and does not repeat what it was', () => {
    const { message } = faultIn(Deep, { list: [{ port: 'hunter2' }] });
    expect(message).toMatch(/int|number/);
    expect(message).not.toContain('hunter2');
  });
});

test('a problem leads to its heading in the documentation', () => {
  expect(problem(413, 'Batch too large', 'at most 640 KiB', 'observations')).toEqual({
    type: '/problems#batch-too-large',
    title: 'Batch too large',
    status: 413,
    detail: 'at most 640 KiB',
    field: 'observations',
  });
  expect(Problem.parse(problem(401, 'No token', 'send one'))).not.toHaveProperty('field');
});
