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
  ['api.telegram.org', false],
  ['discord.com', false],
  // A door of AWS is nobody else's; what a customer has there is.
  ['sqs.eu-west-1.amazonaws.com', true],
  ['sts.amazonaws.com', true],
  ['kms.cn-north-1.amazonaws.com.cn', true],
  ['s3.eu-west-1.amazonaws.com', false],
  ['s3.amazonaws.com', false],
  ['bucket.s3.amazonaws.com', false],
  ['s3-eu-west-1.amazonaws.com', false],
  ['x1.execute-api.eu-west-1.amazonaws.com', false],
  ['compute.evil-amazonaws.com', false],
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
