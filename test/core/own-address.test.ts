import { mayBeOurs, networkOf } from '../../core/own-address.ts';

test.each([
  ['10.0.3.17', '203.0.113.9', true],
  ['203.0.113.9', '10.0.3.17', false],
  ['fd00::7', '2a01:4f8::99', true],
  ['2600:1f18::7', '2a01:4f8::99', true],
  ['2a01:4f8::99', '2600:1f18::7', true],
  ['2a01:4f8::99', 'fe80::1', false],
  ['169.254.169.254', '10.0.3.17', false],
  ['224.0.0.1', '203.0.113.9', false],
])('whether %s, which talks with %s, may be ours: %s', (address, other, expected) => {
  expect(mayBeOurs(address, other)).toBe(expected);
});

test('a network is as wide as a VPC may be', () => {
  expect(networkOf('2600:1f18:12:3401::a')).toBe(networkOf('2600:1f18:12:ff::1'));
  expect(networkOf('2600:1f18:12::')).not.toBe(networkOf('2600:1f18:13::'));
  expect(networkOf('44.7.1.1')).toBe(networkOf('44.7.255.1'));
  expect(networkOf('44.7.1.1')).not.toBe(networkOf('44.8.1.1'));
});
