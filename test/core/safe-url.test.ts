import fc from 'fast-check';
import { safeUrl, urlFaultText, type UrlRules } from '../../core/safe-url.ts';
import { ssrfStrings } from './ssrf-strings.ts';

const anywhere: UrlRules = { to: 'public', query: true };
const reachable: UrlRules = { to: 'reachable', query: true };

test('there are many ways to lead inside, each once', () => {
  expect(ssrfStrings.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ssrfStrings).size).toBe(ssrfStrings.length);
});

test.each(ssrfStrings)('%j is taken for nothing', (text) => {
  expect(safeUrl(text, anywhere)).toHaveProperty('fault');
  expect(safeUrl(text, reachable)).toHaveProperty('fault');
  expect(safeUrl(text, { ...anywhere, hosts: ['hooks.slack.com'] })).toHaveProperty('fault');
});

test.each(['10.0.0.1', '172.16.3.4', '192.168.1.1', '100.64.0.7', '[fd12::1]', '203.0.113.9'])('a cluster may be at %s, and nothing else', (host) => {
  expect(safeUrl(`https://${host}:6443`, reachable)).toHaveProperty('url');
  expect(safeUrl(`https://${host}:6443`, anywhere)).toEqual({ fault: 'private-address' });
}); // prettier-ignore

test.each([
  'https://example.com', 'https://example.com/', 'https://example.com:443/a/b', 'https://example.com:8443/a?b=c', 'https://A1B2C3.gr7.eu-west-1.eks.amazonaws.com',
  'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE', 'https://xn--bcher-kva.example.org/x', 'https://hooks.slack.com/services/T0/B0/x', 'https://raw.githubusercontent.com/a/b/main/list_a.txt',
])('%s is an address as it should be', (text) => {
  expect(safeUrl(text, anywhere)).toEqual({ url: new URL(text) });
}); // prettier-ignore

test('this machine is reached only where that is said', () => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
    expect(safeUrl(`https://${host}:6443`, { ...reachable, loopback: true })).toHaveProperty('url');
    expect(safeUrl(`https://${host}:6443`, reachable)).toHaveProperty('fault');
  }
  expect(safeUrl('https://169.254.169.254', { ...reachable, loopback: true })).toHaveProperty('fault');
});

test('one host means that host', () => {
  const slack: UrlRules = { to: 'public', hosts: ['hooks.slack.com'] };
  expect(safeUrl('https://hooks.slack.com/services/a', slack)).toHaveProperty('url');
  for (const host of ['hooks.slack.com.evil.example', 'xhooks.slack.com', 'slack.com', 'hooks.slack.com:8443.example.org']) {
    expect(safeUrl(`https://${host}/services/a`, slack)).toHaveProperty('fault');
  }
}); // prettier-ignore

test('whatever is taken is read by everybody as it is written', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ validSchemes: ['https'] }), fc.string().map((text) => `https://${text}`)), (text) => {
      const found = safeUrl(text, { to: 'reachable', loopback: true, query: true });
      if (!('url' in found)) return;
      expect(found.url.protocol).toBe('https:');
      expect(text.slice('https://'.length).toLowerCase().startsWith(found.url.hostname)).toBe(true);
      expect(found.url.username + found.url.password).toBe('');
    }),
  ); // prettier-ignore
});

test('every fault is said in words that do not repeat the address', () => {
  for (const text of ssrfStrings) {
    const found = safeUrl(text, anywhere);
    if ('fault' in found) expect(urlFaultText(found.fault)).toMatch(/^must /);
  }
});
