import fc from 'fast-check';
import { segmentLimits, templatedPath } from '../../core/path-segments.ts';

test.each([
  ['/', '/'],
  ['', '/'],
  ['/api/users/123', '/api/users/{int}'],
  ['/api/users/-5/4.25', '/api/users/{int}/{decimal}'],
  ['/orders/550e8400-e29b-41d4-a716-446655440000', '/orders/{uuid}'],
  ['/blobs/0x9c99d212f7e5daa1', '/blobs/{hex}'],
  ['/commit/8f3b2c1d', '/commit/{hex}'],
  ['/days/2024-01-31/20240131/2024-01-31T10:00:00Z', '/days/{date}/{date}/{date}'],
  ['/hosts/10.0.0.1/fe80::1:2:3', '/hosts/{ip}/{ip}'],
  ['/users/alice@example.com', '/users/{email}'],
  ['/users/alice%40example.com', '/users/{email}'],
  ['/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_1', '/t/{token}'],
  ['/t/YWxhZGRpbg==', '/t/{token}'],
  ['/watch/dQw4w9WgXcQ', '/watch/{token}'],
  ['/keys/sk_live_51HabcdefGhiJKLmnop', '/keys/sk_live_{token}'],
  ['/orders/order-8842', '/orders/order-{int}'],
  ['/cards/4111-1111-1111-1111', '/cards/{int}'],
  ['/v1.2.3/apis/apps/v1beta1/oauth2/sha256', '/v1.2.3/apis/apps/v1beta1/oauth2/sha256'],
  ['/hipstershop.CartService/AddItem', '/hipstershop.CartService/AddItem'],
  ['/static/main.8f3b2c1d.js', '/static/main.{hex}.js'],
  ['/@types/node', '/@types/node'],
  ['/search?q=secret#part', '/search'],
  ['/a;jsessionid=31337/b;x=1?y', '/a/b'],
  ['//a///b/', '/a/b'],
  ['http://shop.example/cart/7', '/cart/{int}'],
  ['/files/My%20Tax.pdf', '/files/{text}'],
  ['/%2e%2e%2fetc%2fpasswd', '/{text}'],
  ['/%zz/%', '/{text}/{text}'],
  ['/%7Bint%7D/{uuid}', '/{text}/{text}'],
  ['/%61dmin', '/admin'],
  ['/caf\u00e9/\u0000', '/{text}/{text}'],
])('%s becomes %s', (target, template) => {
  expect(templatedPath(target)).toBe(template);
});

test('secrets come out as placeholders, alone and among words', () => {
  const secrets = [
    `4${'8AbCdEfGhJ'.repeat(9)}KmNpQ`, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', 't1JfInventedWalletThatIsLong12345678', `0x${'9c'.repeat(20)}`,
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'AKIAIOSFODNN7EXAMPLE', 'xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOHcBrzygy',
    '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11', 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY', 'QxTzWkLmNpRsVbCdFgHj', 'alice.smith+tag@mail.example.co.uk',
    'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.', 'DE89370400440532013000', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441', 'T00000000/B00000000/8fKq2LmZx93HdYtVbN7sWcRe',
  ]; // prettier-ignore
  for (const secret of secrets) {
    for (const path of [
      `/x/${secret}`,
      `/x/${secret}/y`,
      `/x/${encodeURIComponent(secret)}`,
      `/x/id-${secret}`,
      `/x/${secret};p=${secret}?q=${secret}`,
    ]) {
      const template = templatedPath(path);
      const told = secret.split(/[^A-Za-z0-9]/).filter((part) => part.length > 5 && template.includes(part));
      expect(told).toEqual([]);
    }
  }
});

describe('for any target', () => {
  const target = fc.oneof(
    fc.webPath(),
    fc.string({ maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.webUrl(),
  );

  test('the template is short, plain, and without query or forged placeholders', () => {
    fc.assert(
      fc.property(target, (text) => {
        const template = templatedPath(text);
        expect(template.length).toBeLessThanOrEqual(segmentLimits.template);
        expect(template).toMatch(/^\/[A-Za-z0-9._~:@+=$/{}-]*$/);
        expect(template.replaceAll(/\{(?:int|decimal|uuid|hex|date|ip|email|token|text|rest)\}/g, '')).not.toMatch(
          /[{}]/,
        );
        expect(template.isWellFormed()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every number of any length is {int} or {date}', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (id) =>
        expect(templatedPath(`/a/${id}/b`)).toMatch(/^\/a\/\{(?:int|date)\}\/b$/),
      ),
    );
  });

  test('every UUID is {uuid}', () => {
    fc.assert(fc.property(fc.uuid(), (id) => expect(templatedPath(`/a/${id}`)).toBe('/a/{uuid}')));
  });
});

test('a path of many or long segments is cut', () => {
  expect(templatedPath('/a'.repeat(40))).toBe(`${'/a'.repeat(segmentLimits.segments)}/{rest}`);
  expect(templatedPath(`/${'x'.repeat(5_000)}`)).toBe('/{text}');
  expect(templatedPath(`/${'wordy-'.repeat(10)}x`.repeat(16)).length).toBeLessThanOrEqual(segmentLimits.template);
});
