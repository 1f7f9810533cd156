import * as fc from 'fast-check';
import { entryOf, flaws } from '../../../core/feeds/entry.ts';
import { hostileText, runs } from '../arbitraries.ts';
import { aListed, isEntry } from './feed-cases.ts';

const said = (text: string, portLast?: boolean) => {
  const entry = entryOf(text, portLast);
  return typeof entry === 'string' ? entry : `${entry.kind} ${entry.value}`;
};

describe('entryOf', () => {
  test.each([
    ['pool.example.org', 'name pool.example.org'],
    ['  POOL.Example.ORG.  ', 'name pool.example.org'],
    ['*.pool.org', 'name pool.org'],
    ['.pool.org', 'name pool.org'],
    ['_x.my_host.org', 'name _x.my_host.org'],
    ['-250.starlink.ru', 'name -250.starlink.ru'],
    ['pool.org:3333', 'name pool.org'],
    ['bücher.example', 'name xn--bcher-kva.example'],
    ['BÜCHER。example', 'name xn--bcher-kva.example'],
    ['localhost', 'name localhost'],
    ['203.0.113.9', 'address 203.0.113.9'],
    ['203.0.113.9/32', 'address 203.0.113.9'],
    ['2001:DB8:0:0::9', 'address 2001:db8::9'],
    ['[2001:db8::9]', 'address 2001:db8::9'],
    ['::ffff:203.0.113.9', 'address 203.0.113.9'],
    ['2001:db8::9/128', 'address 2001:db8::9'],
    ['203.0.113.9:3333', 'endpoint 203.0.113.9:3333'],
    ['[2001:db8::9]:3333', 'endpoint [2001:db8::9]:3333'],
    ['2a02:cf40:1::5:40669', 'endpoint [2a02:cf40:1::5]:40669'],
    ['203.0.113.0/24', 'range 203.0.113.0/24'],
    ['203.0.113.77/24', 'range 203.0.113.0/24'],
    ['0.0.0.0/0', 'range 0.0.0.0/0'],
    ['2001:db8:1:2:3::/33', 'range 2001:db8::/33'],
    ['::ffff:203.0.113.0/120', 'range 203.0.113.0/24'],
    ['http://Pool.Org/a/b?c=d#e', 'name pool.org'],
    ['https://user:pw@pool.org:8443/', 'name pool.org'],
    ['http://pool.org@evil.org/', 'name evil.org'],
    ['http://evil.org\\@pool.org/', 'name evil.org'],
    ['stratum+tcp://pool.org:3333', 'name pool.org'],
    ['http://203.0.113.9/x.sh', 'endpoint 203.0.113.9:80'],
    ['https://203.0.113.9/x.sh', 'endpoint 203.0.113.9:443'],
    ['http://39.65.159.56:52425/bin.sh', 'endpoint 39.65.159.56:52425'],
    ['http://[2001:db8::9]/x', 'endpoint [2001:db8::9]:80'],
    ['203.0.113.9/x.sh', 'endpoint 203.0.113.9:80'],
    ['pool.org/path:3/x', 'name pool.org'],
    ['pool.org?x=1', 'name pool.org'],
  ])('reads %s as %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  test('parts at the last colon where the feed says so', () => {
    expect(said('2a02:cf40:1::5:4066', true)).toBe('endpoint [2a02:cf40:1::5]:4066');
    expect(said('2a02:cf40:1::5:4066')).toBe('address 2a02:cf40:1::5:4066');
    expect(said('203.0.113.9:80', true)).toBe('endpoint 203.0.113.9:80');
  });

  test.each([
    ['', 'missing-value'],
    ['   ', 'missing-value'],
    [`${'a'.repeat(3_000)}.org`, 'too-long'],
    ['pool\u0000.org', 'control-character'],
    ['pool\r\n.org', 'control-character'],
    ['pool\u0085.org', 'control-character'],
    ['*', 'wildcard'],
    ['*.*', 'wildcard'],
    ['a*.pool.org', 'wildcard'],
    ['pool.*.org', 'wildcard'],
    ['*.', 'not-a-name'],
    ['.', 'not-a-name'],
    ['..', 'not-a-name'],
    ['pool..org', 'not-a-name'],
    ['pool org', 'not-a-name'],
    ['pool$.org', 'not-a-name'],
    ['pool%2eorg', 'not-a-name'],
    ['pool\ufffd.org', 'not-a-name'],
    [`${'a'.repeat(64)}.org`, 'not-a-name'],
    [`${'a.'.repeat(130)}org`, 'not-a-name'],
    ['<b>pool.org</b>', 'not-a-name'],
    ['http://', 'not-a-name'],
    ['http:///x', 'not-a-name'],
    ['0177.0.0.1', 'bad-address'],
    ['2130706433', 'bad-address'],
    ['0x7f000001', 'bad-address'],
    ['127.1', 'bad-address'],
    ['256.1.1.1', 'bad-address'],
    ['１２７.０.０.１', 'bad-address'],
    ['fe80::1%eth0', 'bad-address'],
    ['[fe80::1', 'bad-address'],
    ['[2001:db8::9]x', 'bad-address'],
    ['1:2:3', 'bad-address'],
    ['203.0.113.9/33', 'bad-range'],
    ['2001:db8::/129', 'bad-range'],
    ['::ffff:1.2.3.0/24', 'bad-range'],
    ['203.0.113.9:0', 'bad-port'],
    ['203.0.113.9:65536', 'bad-port'],
    ['203.0.113.9:+80', 'bad-port'],
    ['pool.org:http', 'bad-port'],
    ['stratum+tcp://203.0.113.9', 'bad-port'],
  ])('refuses %j: %s', (text, reason) => {
    expect(said(text)).toBe(reason);
  });

  test('never demotes a URL with an address to the whole address', () => {
    fc.assert(
      fc.property(hostileText(), (path) => {
        const read = said(`http://203.0.113.9/${path}`);
        expect(['endpoint 203.0.113.9:80', 'control-character', 'too-long']).toContain(read);
      }),
      runs,
    );
    expect(said('http://203.0.113.9/x')).toBe('endpoint 203.0.113.9:80');
  });

  test('what it gives is canonical: read again it is itself', () => {
    const text = fc.oneof(aListed, hostileText(), fc.webUrl(), fc.domain(), fc.ipV4Extended(), fc.ipV6());
    fc.assert(
      fc.property(text, (listed) => {
        const entry = entryOf(listed);
        const again = isEntry(entry) ? entryOf(entry.value) : entry;
        expect(again).toEqual(entry);
        expect(isEntry(entry) ? /^[\x21-\x7e]{1,253}$/.test(entry.value) : flaws.includes(entry)).toBe(true);
      }),
      runs,
    );
    expect(isEntry(entryOf('pool.org'))).toBe(true);
  });
});
