import { fitted, sizeIn } from '../../dashboard/graph/fitted.ts';

// A pen whose letters are all half as wide as the text is high, but for the dot.
const pen = { font: '', measureText: (text: string) => ({ width: text === '.' ? 25 : 50 }) };
const at = (width: number) => ({ width, px: 10, font: 'any' });

test('a text that has room stands whole', () => {
  expect(fitted(pen, 'payments', at(40))).toBe('payments');
  expect(fitted(pen, 'a.b.c.d', at(27.5))).toBe('a.b.c.d');
});

test('one that has none is cut, and says so', () => {
  expect(fitted(pen, 'payments', at(35))).toBe('payme…');
});

test('what stands behind it stays whole', () => {
  expect(fitted(pen, 'knative-serving', { ...at(60), end: ' · 2' })).toBe('knati… · 2');
});

test('of a text for which three letters are too many, nothing is left', () => {
  expect(fitted(pen, 'payments', at(20))).toBe('');
});

test('a letter that is not plain ASCII takes the room of the widest', () => {
  expect(fitted(pen, '字字字字字', at(40))).toBe('字字字…');
});

test('a text is drawn smaller to stand whole, and never smaller than can be read', () => {
  const room = { px: 10, font: 'any' };
  expect(sizeIn(pen, 'payments', 32, { ...room, least: 6 })).toBe(8);
  expect(sizeIn(pen, 'payments', 12, { ...room, least: 6 })).toBe(6);
  expect(sizeIn(pen, 'pay', 100, { ...room, least: 6 })).toBe(10);
});
