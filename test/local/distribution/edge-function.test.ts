import { edgeFunction } from '../../../local/distribution/edge-function.ts';
import { securityHeaders } from '../../../local/distribution/headers.ts';

test('the function of a template decides the address', () => {
  const rewrite = edgeFunction('Pages', "function handler(event) { event.request.uri = event.request.uri + '/x'; return event.request; }"); // prettier-ignore
  expect(rewrite('/a"b\\')).toBe('/a"b\\/x');
});

test('it has nothing but the language', () => {
  const reach = (expression: string) => edgeFunction('Pages', `function handler() { return { uri: String(${expression}) }; }`)('/'); // prettier-ignore
  expect(['typeof process', 'typeof require', 'typeof fetch'].map(reach)).toEqual(Array(3).fill('undefined'));
  expect(() => reach("(0, eval)('1')")).toThrow(/Code generation/);
});

test('what is no function stops the start, with its name', () => {
  expect(() => edgeFunction('Pages', 'function handler(')).toThrow(/^Pages is not a CloudFront function/);
});

test('a header that is not emulated stops the start', () => {
  const policy = (part: object) => ({ ResponseHeadersPolicyConfig: { SecurityHeadersConfig: part } });
  expect(securityHeaders(policy({ StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true } }), String)).toEqual({ 'strict-transport-security': 'max-age=60; includeSubDomains' }); // prettier-ignore
  expect(() => securityHeaders(policy({ XSSProtection: {} }), String)).toThrow(/XSSProtection is not emulated/);
});
