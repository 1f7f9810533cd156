import fc from 'fast-check';
import { parse } from 'yaml';
import type { Edge } from '../../core/edge.ts';
import { allowBaseline, lastingLabels, quarantine, yamlOf } from '../../core/network-policy.ts';
import type { Peer } from '../../core/peer.ts';

const workload = { namespace: 'shop', kind: 'Deployment', name: 'checkout' };
const self: Peer = { kind: 'workload', lineage: 'a'.repeat(32) as never, namespace: 'shop', workload: 'checkout', name: 'checkout' }; // prettier-ignore
const other: Peer = { kind: 'workload', lineage: 'b'.repeat(32) as never, namespace: 'data', workload: 'orders-db', name: 'orders-db' }; // prettier-ignore
const target = { workload, labels: { app: 'checkout' } };

function edge(source: Peer, destination: Peer, port: number, parts: Partial<Edge> = {}): Edge {
  return { id: 'e' as never, cluster: 'c' as never, source, destination, proto: 'tcp', port, names: [], operations: [], outcomes: ['established'], addresses: [], support: { hours: [], pods: [] }, firstSeen: '2026-11-23T00:00:00.000Z', seenBy: 'n', ...parts };
} // prettier-ignore

const labelsOf = (lineage: string) => (lineage.startsWith('b') ? { app: 'orders-db' } : undefined);
const written = <Policy>(policy: Policy | undefined): Policy => {
  if (policy === undefined) throw new Error('no policy was written');
  return policy;
};
const allow = (edges: readonly Edge[]) =>
  written(allowBaseline({ ...target, edges, lineage: 'a'.repeat(32), labelsOf }));

describe('a quarantine', () => {
  it('selects the pods and allows nothing in either direction', () => {
    const { policy } = written(quarantine(target));
    expect(policy.spec).toEqual({ podSelector: { matchLabels: { app: 'checkout' } }, policyTypes: ['Ingress', 'Egress'] });
    expect(policy.metadata).toEqual({ name: 'plumbline-quarantine-checkout', namespace: 'shop' });
  });
}); // prettier-ignore

describe('a policy of the baseline', () => {
  it('allows what is in it on its ports, and always the resolver', () => {
    const { policy, gaps } = allow([edge(self, other, 5432), edge(other, self, 8080)]);
    expect(policy.spec.egress).toHaveLength(2);
    expect(policy.spec.egress?.[1]).toEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } }, podSelector: { matchLabels: { app: 'orders-db' } } }],
      ports: [{ protocol: 'TCP', port: 5432 }],
    });
    expect(policy.spec.ingress?.[0]?.ports).toEqual([{ protocol: 'TCP', port: 8080 }]);
    expect(gaps).toEqual([]);
  });

  it('says what a NetworkPolicy cannot say', () => {
    const { policy, gaps } = allow([edge(self, { kind: 'name', name: 'api.example.com' }, 443), edge(self, { kind: 'unresolved', address: '10.0.0.9', reason: 'nobody-has-it' }, 80)]);
    expect(policy.spec.egress?.[1]?.to?.[0]?.ipBlock).toMatchObject({ cidr: '0.0.0.0/0' });
    expect(gaps).toEqual([expect.stringContaining('api.example.com'), expect.stringContaining('10.0.0.9')]);
  });

  it('does not depend on the order of the edges, and says each rule once', () => {
    const edges = [edge(self, other, 5432), edge(self, other, 5433), edge(self, { kind: 'address', address: '203.0.113.9' }, 443), edge(self, other, 5432)];
    expect(allow(edges.toReversed()).policy).toEqual(allow(edges).policy);
    expect(allow(edges).policy.spec.egress).toHaveLength(3);
  });
}); // prettier-ignore

test('without labels there is no policy, for an empty selector is every pod of the namespace', () => {
  expect(quarantine({ workload, labels: {} })).toBeUndefined();
  expect(allowBaseline({ workload, labels: {}, edges: [], lineage: 'a', labelsOf })).toBeUndefined();
});

test('labels that change with each revision or pod select nothing that lasts', () => {
  expect(lastingLabels({ app: 'x', 'pod-template-hash': '5d', 'apps.kubernetes.io/pod-index': '0' })).toEqual({
    app: 'x',
  });
});

test('whatever a thing is called, its YAML reads back as what it was', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('no', 'true', '1e3', '~', "a: b\n- c", '*x', '\u202eevil', '{}', '<<', '0x1f', 'null', '')); // prettier-ignore
  fc.assert(
    fc.property(text, text, fc.dictionary(fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'), text, { minKeys: 1 }), (namespace, name, labels) => {
      const { policy } = written(quarantine({ workload: { namespace, kind: 'Deployment', name }, labels }));
      const yaml = yamlOf(policy);
      expect(parse(yaml)).toEqual(JSON.parse(JSON.stringify(policy)));
      expect(yaml).toMatch(/^[ -~\n]*$/);
      expect(policy.metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    }),
    { numRuns: 40 },
  );
}); // prettier-ignore
