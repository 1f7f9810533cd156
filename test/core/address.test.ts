import * as fc from 'fast-check';
import { canonicalAddress, rangeOf } from '../../core/address.ts';
import { Address } from '../../core/address-schema.ts';
import { hostileText, runs } from './arbitraries.ts';

describe('canonicalAddress', () => {
  test.each([
    ['10.0.3.17', '10.0.3.17'],
    ['255.255.255.255', '255.255.255.255'],
    ['0.0.0.0', '0.0.0.0'],
    ['::ffff:10.0.3.17', '10.0.3.17'],
    ['::FFFF:0A00:0311', '10.0.3.17'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::1'],
  ])('%s is spelled %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  test.each([
    '', ' 10.0.3.17', '10.0.3.17 ', '010.0.3.17', '10.0.3', '10.1', '0x0a.0.3.17', '167772689', '10.0.3.17.', '10.0.3.256', '10.0.3.17/32',
    '10.0.3.17:80', '1.2.3.4.5', 'fe80::1%eth0', '[::1]', '::ffff:10.0.3.256', ':::1', '1::2::3', 'pool.example.org', '１０.0.0.1', '-1.0.0.1',
  ])('%j is no address', (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
  }); // prettier-ignore

  test('every IPv4 address is its own spelling, and an IPv4-mapped one is the same address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(canonicalAddress(address)).toBe(address);
        expect(canonicalAddress(`::ffff:${address}`)).toBe(address);
      }),
      runs,
    );
  });

  test('each IPv6 address has one spelling, whatever its case', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const canonical = canonicalAddress(address) ?? '';
        expect(canonical).not.toBe('');
        expect(canonicalAddress(canonical)).toBe(canonical);
        expect(canonicalAddress(address.toUpperCase())).toBe(canonical);
        expect(['public', 'private', 'link-local', 'loopback', 'multicast', 'unspecified']).toContain(rangeOf(canonical));
      }),
      runs,
    );
  }); // prettier-ignore

  test('any text is answered, and the schema agrees', () => {
    fc.assert(
      fc.property(hostileText(60), (text) => {
        const canonical = canonicalAddress(text);
        expect(Address.safeParse(text).data).toBe(text.length > 45 ? undefined : canonical);
      }),
      runs,
    );
  });
});

describe('rangeOf', () => {
  test.each([
    ['10.0.3.17', 'private'],
    ['172.20.0.10', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd00::1', 'private'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1', 'link-local'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'multicast'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['203.0.113.9', 'public'],
    ['8.8.8.8', 'public'],
    ['2001:db8::1', 'public'],
    ['172.32.0.1', 'public'],
  ])('%s is %s', (address, range) => {
    expect(rangeOf(address)).toBe(range);
  });
});
