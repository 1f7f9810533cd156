import fc from 'fast-check';
import { scenarioEnd, scenarioEndText } from '../../core/scenario-end.ts';

describe('ends of a conversation', () => {
  it.each([
    ['shop/cart', { kind: 'workload', namespace: 'shop', name: 'cart' }],
    ['workload:shop/cart', { kind: 'workload', namespace: 'shop', name: 'cart' }],
    ['service:shop/cart', { kind: 'service', namespace: 'shop', name: 'cart' }],
    ['pod:shop/cart-0', { kind: 'pod', namespace: 'shop', name: 'cart-0' }],
    ['node:node-1', { kind: 'node', name: 'node-1' }],
    ['api.example.com', { kind: 'name', name: 'api.example.com' }],
    ['name:pool', { kind: 'name', name: 'pool' }],
    ['10.0.3.17', { kind: 'address', address: '10.0.3.17' }],
    ['2001:db8::1', { kind: 'address', address: '2001:db8::1' }],
    ['internet', { kind: 'internet' }],
  ])('reads %s', (text, end) => expect(scenarioEnd(text)).toEqual(end));

  it.each(['', 'cart', 'a/b/c', 'shop/', '/cart', 'svc:shop/cart', 'pod:cart', 'node:', 'two words.com', 'http://a.b/'])(
    'does not guess what %j is',
    (text) => expect(scenarioEnd(text)).toBeUndefined(),
  );

  it('writes each end so that it reads back', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (text) => {
        const end = scenarioEnd(text);
        if (end !== undefined) expect(scenarioEnd(scenarioEndText(end))).toEqual(end);
      }),
    );
  });
}); // prettier-ignore
