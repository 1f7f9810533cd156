import { filterOf } from '../../local/filter-pattern.ts';

test.each<[unknown, unknown, boolean]>([
  [{ a: ['x', 'y'] }, { a: 'y' }, true],
  [{ a: ['x'] }, { a: 'xx' }, false],
  [{ a: ['x'] }, {}, false],
  [{ a: [null] }, { a: null }, true],
  [{ a: [1] }, { a: '1' }, false],
  [{ a: ['x'] }, { a: ['w', 'x'] }, true],
  [{ a: { b: ['x'] }, c: [true] }, { a: { b: 'x' }, c: true }, true],
  [{ a: { b: ['x'] } }, { a: 'x' }, false],
  [{ a: [{ exists: true }] }, { a: null }, true],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: false }] }, { a: 1 }, false],
  [{ a: [{ prefix: 'al' }] }, { a: 'alarm' }, true],
  [{ a: [{ suffix: 'rm' }] }, { a: 'alarm' }, true],
  [{ a: [{ 'equals-ignore-case': 'ALARM' }] }, { a: 'alarm' }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'x' }, false],
  [{ a: [{ 'anything-but': ['x'] }] }, {}, false],
  [{ a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
  [{ a: [{ numeric: ['>', 1, '<=', 5] }] }, { a: 5 }, true],
  [{ a: [{ numeric: ['>', 1, '<=', 5] }] }, { a: 1 }, false],
  [{ a: [{ numeric: ['=', 1] }] }, { a: '1' }, false],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'y' }, true],
  [{ constructor: [{ exists: true }] }, {}, false],
])('%j against %j: %s', (pattern, event, expected) => {
  expect(filterOf(pattern, 'here')(event)).toBe(expected);
});

test.each<[unknown, string]>([
  [{ a: [{ wildcard: '*' }] }, 'here, field a filters with wildcard "*", which is not emulated.'],
  [{ a: [{ numeric: ['~', 1] }] }, 'filters with numeric ["~",1]'],
  [{ a: [{ prefix: { 'equals-ignore-case': 'x' } }] }, 'filters with prefix'],
  [{ $and: [] }, 'filters with $and'],
  [{ a: [{ prefix: 'a', suffix: 'b' }] }, 'one operator, not 2'],
  [['a'], 'a filter that is not an object'],
])('%j is refused', (pattern, message) => {
  expect(() => filterOf(pattern, 'here')).toThrow(message);
});
