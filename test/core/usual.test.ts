import * as fc from 'fast-check';
import type { Fact } from '../../core/baseline.ts';
import { Usual, usualOf } from '../../core/usual.ts';
import { fact, newCluster } from '../contracts/samples.ts';
import { hostileText } from './arbitraries.ts';

const cluster = newCluster();
const edge = (label: string, at: string, kind: Fact['kind'] = 'edge'): Fact => ({ ...fact(cluster, 'cart', label), kind, label, provenance: { by: 'learning', at, hours: [], pods: [] } }); // prettier-ignore

test('the longest known names stand first, each once, and the rest is counted', () => {
  const facts = [
    edge('api.stripe.com on tcp port 443', '2026-11-20T03:00:00Z'),
    edge('shop/db on tcp port 5432', '2026-11-20T01:00:00Z'),
    edge('shop/db on tcp port 5433', '2026-11-20T01:00:00Z'),
    edge('*.vendor.example on tcp port 443', '2026-11-20T02:00:00Z'),
    edge('shop/orders on dynamic tcp ports', '2026-11-20T09:00:00Z'),
    edge('registry.example.com/cart', '2026-11-20T00:00:00Z', 'image'),
  ];
  expect(usualOf(facts)).toEqual({ peers: ['shop/db', '*.vendor.example', 'api.stripe.com'], names: 4 });
  expect(usualOf(facts.toReversed())).toEqual(usualOf(facts));
});

test('a baseline without an edge says nothing', () => {
  expect(usualOf([edge('registry.example.com/cart', '2026-11-20T00:00:00Z', 'image')])).toBeUndefined();
});

test('no label breaks it', () => {
  fc.assert(fc.property(fc.array(hostileText()), (labels) => {
    const usual = usualOf(labels.map((label) => edge(label, '2026-11-20T00:00:00Z')));
    if (usual !== undefined) expect(Usual.parse(usual)).toEqual(usual);
  })); // prettier-ignore
});
