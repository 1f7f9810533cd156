import * as fc from 'fast-check';
import { patternValues } from '../../../core/feeds/stix-pattern.ts';
import { hostileText, runs } from '../arbitraries.ts';

function said(pattern: string): unknown {
  const found = patternValues(pattern);
  if (!('values' in found)) return 'flaw' in found ? found.flaw : found.pass;
  return found.values.map((value) => (typeof value === 'string' ? value : `${value.kind} ${value.value}`));
}

describe('patternValues', () => {
  test.each([
    ["[domain-name:value = 'a.org']", ['name a.org']],
    ["  [ domain-name:value='a.org' ]  ", ['name a.org']],
    ["[domain-name:value = 'a.org' OR domain-name:value = 'b.org']", ['name a.org', 'name b.org']],
    ["[domain-name:value = 'a.org'] OR [ipv4-addr:value = '5.6.7.8']", ['name a.org', 'address 5.6.7.8']],
    ["([domain-name:value = 'a.org']) or ([url:value = 'http://5.6.7.8/x'])", ['name a.org', 'endpoint 5.6.7.8:80']],
    ["[domain-name:value IN ('a.org', 'b.org')]", ['name a.org', 'name b.org']],
    ["[ipv4-addr:value ISSUBSET '45.32.0.0/16']", ['range 45.32.0.0/16']],
    ["[ipv6-addr:value = '2A02::1']", ['address 2a02::1']],
    ["[url:value = 'http://a.org/it\\'s']", ['name a.org']],
    ["[domain-name:value = 'a.org' OR file:hashes.'SHA-256' = '00ff']", ['name a.org']],
    ["[domain-name:value = 'not a name']", ['not-a-name']],
    ["[file:hashes.'SHA-256' = '00ff']", 'not-network'],
    ["[file:created > t'2026-01-01T00:00:00Z']", 'not-network'],
    ["[windows-registry-key:values[*].data = 'x' OR network-traffic:dst_port = 22]", 'not-network'],
    ["[ipv4-addr:value = '5.6.7.8' AND network-traffic:dst_port = 3333]", 'conditional'],
    ["[domain-name:value = 'a.org'] AND [ipv4-addr:value = '5.6.7.8']", 'conditional'],
    ["[domain-name:value = 'a.org'] FOLLOWEDBY [ipv4-addr:value = '5.6.7.8']", 'conditional'],
    ["[domain-name:value = 'a.org'] REPEATS 5 TIMES WITHIN 60 SECONDS", 'conditional'],
    ["[NOT domain-name:value = 'a.org']", 'conditional'],
    ["[domain-name:value != 'a.org']", 'conditional'],
    ["[domain-name:value LIKE '%.org']", 'conditional'],
    ["[domain-name:value MATCHES '(a+)+$']", 'conditional'],
    ['', 'bad-pattern'],
    ['[]', 'bad-pattern'],
    ["[domain-name:value = 'a.org'", 'bad-pattern'],
    ["domain-name:value = 'a.org'", 'bad-pattern'],
    ["[domain-name:value = 'a.org", 'bad-pattern'],
    ["[domain-name:value 'a.org']", 'bad-pattern'],
    ["[domain-name:value = 'a.org' 'b.org']", 'bad-pattern'],
    ["[domain-name:value IN ('a.org' 'b.org')]", 'bad-pattern'],
    ["[domain-name:value IN ('a.org',)]", 'bad-pattern'],
    ["[domain-name:value = 'a.org'; x]", 'bad-pattern'],
    ['[domain-name:value = "a.org"]', 'bad-pattern'],
    [`[domain-name:value = '${'a'.repeat(20_000)}']`, 'too-long'],
  ])('%s: %j', (pattern, expected) => {
    expect(said(pattern)).toEqual(expected);
  });

  test('answers for any text', () => {
    const piece = fc.constantFrom('[', ']', '(', ')', "'", '\\', ' ', '=', '!=', ',', 'OR', 'IN', 'AND', 'domain-name:value', "'a.org'", '.', "t'", '[*]');
    const text = fc.oneof(fc.array(piece, { maxLength: 40 }).map((all) => all.join('')), hostileText());
    const answers = fc.property(text, (pattern) => Object.keys(patternValues(pattern)).length === 1);
    expect(fc.check(answers, runs).failed).toBe(false);
  }); // prettier-ignore

  test('takes milliseconds for the longest pattern of the worst kinds', () => {
    for (const piece of ["'", "\\'", "a.'", '[', 'a[', '(', "[a = 'b'] OR ", 'OR ', "t'", 'IN (']) {
      const pattern = piece.repeat(Math.floor(16_384 / piece.length));
      const began = performance.now();
      patternValues(pattern);
      expect(performance.now() - began).toBeLessThan(500);
    }
  });
});
