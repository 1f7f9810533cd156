import fc from 'fast-check';
import { pathLimits, PathTemplates } from '../../core/path-template.ts';

const word = (n: number): string => `w${String.fromCharCode(97 + (n % 26), 97 + (Math.floor(n / 26) % 26))}`;

describe('by cardinality', () => {
  test('up to 50 words at one position keep their names, then they become {name}', () => {
    const templates = new PathTemplates();
    for (let n = 0; n < 50; n += 1)
      expect(templates.template('s', `/users/${word(n)}/cart`)).toBe(`/users/${word(n)}/cart`);
    expect(templates.template('s', '/users/zoe/cart')).toBe('/users/{name}/cart');
    expect(templates.template('s', `/users/${word(3)}/cart`)).toBe('/users/{name}/cart');
    expect(templates.template('s', '/users/42/cart')).toBe('/users/{int}/cart');
    expect(templates.template('other', '/users/zoe/cart')).toBe('/users/zoe/cart');
    expect(templates.folded).toBe(0);
  });

  test('a well-trodden path keeps its name when a scan floods its position', () => {
    const templates = new PathTemplates();
    for (let n = 0; n < pathLimits.established; n += 1) templates.template('s', '/login');
    for (let n = 0; n < 200; n += 1) templates.template('s', `/${word(n)}`);
    expect(templates.template('s', '/login')).toBe('/login');
    expect(templates.template('s', '/unheard-of')).toBe('/{name}');
  });

  test('half-typed words cannot flood a position either', () => {
    const templates = new PathTemplates();
    const seen = new Set(Array.from({ length: 500 }, (_, n) => templates.template('s', `/${word(n)}-12345`)));
    expect(seen.size).toBeLessThanOrEqual(pathLimits.children + 1);
  });

  test('no more than 500 templates a service are given out, and the folding is counted', () => {
    const templates = new PathTemplates();
    const seen = new Set<string>();
    for (let n = 0; n < 26 * 26 * 3; n += 1)
      seen.add(templates.template('s', `/${word(n % 45)}/${word(n % 43)}/${word(n % 41)}`));
    const given = [...seen].filter((template) => !template.endsWith('{rest}'));
    expect(given.length).toBe(pathLimits.templates);
    expect(templates.folded).toBeGreaterThan(0);
    expect(templates.template('s', given[7] ?? '')).toBe(given[7]);
    expect(templates.template('s', `/${word(1)}/never/seen`)).toBe(`/${word(1)}/{rest}`);
  });

  test('services are capped too', () => {
    const templates = new PathTemplates();
    for (let n = 0; n < pathLimits.services; n += 1) templates.template(`s${n}`, '/a');
    expect(templates.template('one-more', '/a')).toBe('/{rest}');
    expect(templates.template('s0', '/a')).toBe('/a');
    expect(templates.folded).toBe(1);
  });
});

test('a target that was walked before gets what a walk would give it', () => {
  // Whoever asks with other numbers of parameters is never remembered, and walked each time: both must agree.
  const targets = fc.array(fc.record({ first: fc.integer({ min: 0, max: 60 }), second: fc.integer({ min: 0, max: 4 }) }), { maxLength: 400 }); // prettier-ignore
  fc.assert(
    fc.property(targets, (asked) => {
      const [remembering, walking] = [new PathTemplates(), new PathTemplates()];
      for (const [index, { first, second }] of asked.entries()) {
        const path = `/${word(first)}/${word(second)}`;
        expect(remembering.template('s', path)).toBe(walking.template('s', `${path}?${index}`));
      }
      expect(remembering.folded).toBe(walking.folded);
    }),
  );
});
