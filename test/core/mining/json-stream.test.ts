import * as fc from 'fast-check';
import { isList, isRecord, isText, type JsonNode, type JsonRecord } from '../../../core/mining/json-node.ts';
import { JsonStream } from '../../../core/mining/json-stream.ts';
import { cutAt } from './play.ts';

const known = new Set(['a', 'b', 'c', 'method', 'params']);

function messagesIn(text: string, places: readonly number[] = []): JsonRecord[] {
  const found: JsonRecord[] = [];
  const stream = new JsonStream(known, 1_000_000, (message) => found.push(message));
  for (const part of cutAt(places)(Buffer.from(text, 'latin1'))) stream.push(part, 0, part.length);
  return found;
}

/** Back to plain values, where nothing was cut. */
function plain(node: JsonNode | undefined): unknown {
  if (isText(node)) return node.text;
  if (isList(node)) return node.items.map(plain);
  return isRecord(node) ? Object.fromEntries([...node.fields].map(([name, value]) => [name, plain(value)])) : node;
}

const name = fc.constantFrom('a', 'b', 'c', 'params');
const leaf = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'binary-ascii', maxLength: 20 }), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)); // prettier-ignore
const inner = fc.oneof(leaf, fc.array(leaf, { maxLength: 5 }), fc.dictionary(name, leaf, { maxKeys: 4 }));
const message = fc.dictionary(name, inner, { maxKeys: 4 });
const messages = fc.array(message, { minLength: 1, maxLength: 4 });
const places = fc.array(fc.nat(400));
const parsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('what is kept of a message is what JSON.parse reads, in any segmentation', () => {
  fc.assert(
    fc.property(messages, fc.constantFrom('\n', '', ' '), places, (values, between, cuts) => {
      const text = values.map((value) => JSON.stringify(value)).join(between);
      expect(messagesIn(text, cuts).map(plain)).toEqual(values.map(parsed));
    }),
    { numRuns: 400 },
  );
});

test('messages spread over lines are read too; objects that have lines of their own may come besides', () => {
  fc.assert(
    fc.property(messages, fc.constantFrom(1, '\t'), places, (values, space, cuts) => {
      const text = values.map((value) => JSON.stringify(value, undefined, space)).join('\n');
      expect(messagesIn(text, cuts).map(plain)).toEqual(expect.arrayContaining(values.map(parsed)));
    }),
    { numRuns: 300 },
  );
});

test('junk of any kind on the line before hides no message', () => {
  const junk = fc.string({
    unit: fc.constantFrom('{', '[', '"', '\\', ':', ',', '}', ']', 'a', '1', ' '),
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.array(junk, { maxLength: 3 }), fc.array(fc.nat(200)), (lines, cuts) => {
      const text = `${lines.join('\n')}\n{"a":"here"}\n`;
      expect(messagesIn(text, cuts).map(plain)).toContainEqual({ a: 'here' });
    }),
    { numRuns: 2_000 },
  );
});

test('strings say how long they are and whether they are hexadecimal', () => {
  const [found] = messagesIn(`{"a":"${'0f'.repeat(400)}","b":"0xAb12","c":"0x12g4","method":"x12"}`);
  expect(found?.fields.get('a')).toMatchObject({ length: 800, hexDigits: 800 });
  expect(found?.fields.get('b')).toMatchObject({ length: 6, hexDigits: 4 });
  expect(found?.fields.get('c')).toMatchObject({ hexDigits: 0 });
  expect(found?.fields.get('method')).toMatchObject({ hexDigits: 0 });
});

test('lists keep their first items and know their length; deep values are passed over', () => {
  const [found] = messagesIn(`{"a":[${Array.from({ length: 40 }, (_, n) => n).join()}],"b":[[[["deep"]]]],"c":1}`);
  const list = found?.fields.get('a');
  expect(isList(list) && [list.length, list.items.length]).toEqual([40, 16]);
  expect(plain(found?.fields.get('c'))).toBe(1);
});

test('the messages of a batch come one by one', () => {
  expect(messagesIn('[{"a":1}, {"a":2}, 7, [{"a":3}], {"a":4}]').map(plain)).toEqual([{ a: 1 }, { a: 2 }, { a: 4 }]);
});
