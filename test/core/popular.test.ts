import { isPopular, registrableDomain } from '../../core/popular.ts';

test.each([
  ['api.stripe.com', true],
  ['hooks.slack.com', true],
  ['registry.npmjs.org', true],
  ['pool.supportxmr.com', false],
  ['eu1.nanopool.org', false],
  // Whoever is a tenant is not as popular as the landlord.
  ['someone.github.io', false],
  ['bucket.s3.eu-west-1.amazonaws.com', false],
  ['ec2-198-51-100-7.eu-west-1.compute.amazonaws.com', false],
  // Its purpose is to carry what others send.
  ['x.lum-superproxy.io', false],
  ['home.duckdns.org', false],
  ['api.vendor.example', false],
  ['', false],
  ['a'.repeat(300), false],
])('%s: popular is %s', (name, popular) => {
  expect(isPopular(name)).toBe(popular);
});

test('the registrable domain respects suffixes that everyone may have a name under', () => {
  expect(['a.b.vendor.com', 'x.someone.github.io', 'com', '10.0.0.1'].map(registrableDomain)).toEqual([
    'vendor.com',
    'someone.github.io',
    undefined,
    undefined,
  ]);
});
