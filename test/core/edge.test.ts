import * as fc from 'fast-check';
import { directionOf } from '../../core/direction.ts';
import { type Edge, edgeContent, edgeId, edgeLimits, isLookupOnly, mergeEdges } from '../../core/edge.ts';
import { Edge as EdgeSchema } from '../../core/edge.ts';
import { type Peer, peerKey } from '../../core/peer.ts';
import { anEdge, aPeer, runs } from './arbitraries.ts';
import { cluster, settled } from './notice-cases.ts';

const ends = {
  cluster,
  source: { kind: 'workload' as const, lineage: settled.lineage, namespace: 'shop', workload: 'Deployment', name: 'checkout' },
  destination: { kind: 'name' as const, name: 'api.vendor.example' },
  proto: 'tcp' as const,
  port: 443,
}; // prettier-ignore

// As they are after the first merge or a read from the table: every list sorted, without repeats.
const kept = anEdge(ends).map((edge) => mergeEdges(edge, edge));
const same = (one: Edge, other: Edge) => JSON.stringify(one) === JSON.stringify(other);

function renamed(peer: Peer): Peer {
  if (peer.kind === 'workload') return { ...peer, name: 'renamed', namespace: 'other' };
  return peer.kind === 'node' ? { kind: 'node', name: 'other' } : peer;
}

const outside = (peer: Peer) => ['name', 'address', 'cloud', 'private', 'internet'].includes(peer.kind);

const what = (edge: Edge) =>
  JSON.stringify([edge.cluster, peerKey(edge.source), peerKey(edge.destination), edge.proto, edge.port]);

describe('mergeEdges', () => {
  test('is commutative', () => {
    fc.assert(
      fc.property(anEdge(ends), anEdge(ends), (a, b) => {
        expect(mergeEdges(a, b)).toEqual(mergeEdges(b, a));
      }),
      runs,
    );
  });

  test('is associative', () => {
    fc.assert(
      fc.property(anEdge(ends), anEdge(ends), anEdge(ends), (a, b, c) => {
        expect(mergeEdges(mergeEdges(a, b), c)).toEqual(mergeEdges(a, mergeEdges(b, c)));
      }),
      runs,
    );
  });

  test('is idempotent: a sight that is already in it adds nothing', () => {
    fc.assert(
      fc.property(kept, kept, (a, b) => {
        const merged = mergeEdges(a, b);
        expect(same(mergeEdges(a, a), a)).toBe(true);
        expect(same(mergeEdges(merged, b), merged)).toBe(true);
        expect(edgeContent(mergeEdges(merged, a))).toBe(edgeContent(merged));
      }),
      runs,
    );
  });

  test('stays within what an item may hold', () => {
    fc.assert(
      fc.property(fc.array(anEdge(ends), { minLength: 1, maxLength: 8 }), (sights) => {
        const merged = sights.reduce(mergeEdges);
        expect(EdgeSchema.safeParse(mergeEdges(merged, merged)).success).toBe(true);
        expect(merged.names.length).toBeLessThanOrEqual(edgeLimits.names);
      }),
      runs,
    );
  });

  test('the earliest sight is the first one, in whatever order they come', () => {
    fc.assert(
      fc.property(anEdge(ends), anEdge(ends), (a, b) => {
        expect(mergeEdges(a, b).firstSeen).toBe(a.firstSeen < b.firstSeen ? a.firstSeen : b.firstSeen);
      }),
      runs,
    );
  });

  test('where the cap cuts operations, mining stays', () => {
    const [edge] = fc.sample(anEdge(ends), 1) as [Edge];
    const operations = Array.from({ length: 300 }, (_, at) => ({ app: 'http' as const, method: 'GET', path: `/${at}` }));
    const noisy = { ...edge, operations };
    const mining = { ...edge, operations: [{ app: 'mining' as const, dialect: 'stratum-v1', evidence: 'session' as const }] };
    const merged = mergeEdges(noisy, mining);
    expect(merged.operations).toHaveLength(edgeLimits.operations);
    expect(merged.operations[0]).toEqual(mining.operations[0]);
  }); // prettier-ignore

  test('one sight spelled with another time zone or precision is as early as it was', () => {
    const [edge] = fc.sample(anEdge(ends), 1) as [Edge];
    const one = { ...edge, firstSeen: '2026-11-23T02:13:05.000Z' };
    const other = { ...edge, firstSeen: '2026-11-23T02:13:05Z', seenBy: 'node-0' };
    expect(mergeEdges(one, other)).toEqual(mergeEdges(other, one));
  });
});

describe('edgeId', () => {
  test('does not change with what people renamed, nor with the node', () => {
    fc.assert(
      fc.property(anEdge(), (edge) => {
        expect(edgeId({ ...edge, source: renamed(edge.source), destination: renamed(edge.destination) })).toBe(edge.id);
      }),
      runs,
    );
  });

  test('is shared by two edges exactly where cluster, ends, protocol and port are', () => {
    fc.assert(
      fc.property(anEdge(), anEdge(), (a, b) => {
        expect(a.id === b.id).toBe(what(a) === what(b));
      }),
      runs,
    );
  });

  test('source and destination cannot be confused by how their parts are cut', () => {
    const one = edgeId({ ...ends, source: { kind: 'service', namespace: 'a', name: 'b' }, destination: { kind: 'name', name: 'c' } });
    const other = edgeId({ ...ends, source: { kind: 'name', name: 'c' }, destination: { kind: 'service', namespace: 'a', name: 'b' } });
    expect(one).not.toBe(other);
  }); // prettier-ignore
});

describe('directionOf', () => {
  test('is derived from the ends alone', () => {
    fc.assert(
      fc.property(aPeer, aPeer, (source, destination) => {
        const expected = outside(destination) ? 'egress' : outside(source) ? 'north-south' : 'east-west';
        expect(directionOf({ source, destination })).toBe(expected);
      }),
      runs,
    );
  });

  test('nobody named is not outside', () => {
    const unresolved = { kind: 'unresolved' as const, address: '10.0.3.17', reason: 'nobody-has-it' as const };
    expect(directionOf({ source: ends.source, destination: unresolved })).toBe('east-west');
  });
});

test('a name that was asked for and talked to is more than a lookup', () => {
  expect(isLookupOnly({ outcomes: ['lookup-answered', 'lookup-nxdomain'] })).toBe(true);
  expect(isLookupOnly({ outcomes: ['lookup-answered', 'established'] })).toBe(false);
});
