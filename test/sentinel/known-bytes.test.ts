import fc from 'fast-check';
import { KnownBytes } from '../../sentinel/protocols/known-bytes.ts';

/** As whoever reads does: looks, and where it is not known reads, and keeps. @returns whether it was known */
function read(known: KnownBytes<string>, text: string): boolean {
  const bytes = Buffer.from(`before${text}behind`, 'latin1');
  const to = 6 + text.length;
  const had = known.get(bytes, 6, to);
  if (had !== undefined) expect(had).toBe(text);
  else known.keep(bytes, 6, to, text);
  return had !== undefined;
}

test('what comes again is known from the third time on; what comes once pushes nothing out', () => {
  const known = new KnownBytes<string>();
  expect([1, 2, 3, 4].map(() => read(known, 'GET /a HTTP/1.1\r\n'))).toEqual([false, false, true, true]);
  for (let index = 0; index < 20_000; index += 1) read(known, `GET /items/${index} HTTP/1.1\r\n`);
  expect(read(known, 'GET /a HTTP/1.1\r\n')).toBe(true);
});

test('whatever was kept, nothing is ever taken for something else', () => {
  // Short texts of few letters, and long ones that differ in their middle alone, which is not hashed.
  const text = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 }), fc.nat(9).map((digit) => `${'x'.repeat(150)}${digit}${'y'.repeat(150)}`)); // prettier-ignore
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const known = new KnownBytes<string>();
      for (const one of texts) read(known, one);
    }),
  );
});
