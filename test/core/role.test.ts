import { mayActAs, Role, roleIn } from '../../core/role.ts';

test('a role holds those below it', () => {
  const allowed = Role.options.map((role) => Role.options.filter((needed) => mayActAs(role, needed)));
  expect(allowed).toEqual([['viewer'], ['viewer', 'operator'], ['viewer', 'operator', 'admin']]);
  expect(Role.options.some((needed) => mayActAs(undefined, needed))).toBe(false);
});

test('the highest group counts, in its exact spelling', () => {
  expect(roleIn(['viewer', 'admin', 'operator'])).toBe('admin');
  expect(roleIn(['Admin', 'admins', 'platform admin', 'admin ', 'viewer'])).toBe('viewer');
  expect(roleIn([])).toBeUndefined();
  expect(roleIn(['admin', 'plumbline-operator'], 'plumbline-')).toBe('operator');
});
