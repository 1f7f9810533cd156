import * as fc from 'fast-check';
import { Edge } from '../../core/edge.ts';
import type { Interval } from '../../core/interval.ts';
import {
  edgeOfSight,
  flowOfLookup,
  hourOf,
  isClusterName,
  peerOf,
  primaryName,
  type Sight,
} from '../../core/resolve.ts';
import { Flow, Lookup } from '../../core/telemetry.ts';
import { hostileText, runs } from './arbitraries.ts';
import { cluster, settled } from './notice-cases.ts';

const nobody = { unresolved: 'nobody-has-it' as const };
const pod: Interval = {
  address: '10.0.3.17',
  from: 0,
  owner: { kind: 'pod', pod: { namespace: 'shop', name: 'checkout-1', uid: 'p1' }, workload: settled },
};
const flow = Flow.parse({
  kind: 'flow', src: '10.0.3.17', dst: '203.0.113.9', port: 443, proto: 'tcp', direction: 'out', outcome: 'established',
  names: [{ value: 'API.Vendor.Example.', from: 'dns' }], ops: [{ app: 'tls', count: 4 }],
  connections: 1, bytesOut: 1, bytesIn: 1, firstSeen: '2026-11-23T02:13:05Z', lastSeen: '2026-11-23T02:13:06Z',
}); // prettier-ignore
const at = Date.parse('2026-11-23T02:13:06Z');
const sight: Sight = {
  cluster,
  node: 'node-a',
  flow,
  source: { interval: pod },
  destination: nobody,
  firstSeen: at - 1_000,
  at,
  supports: true,
};

const known = (value: string, from: 'dns' | 'sni' | 'http-host' | 'connect' | 'mining') => ({ value, from });

describe('primaryName', () => {
  test.each([
    ['what DNS and SNI agree on', [known('a.org', 'dns'), known('B.org.', 'dns'), known('b.org', 'sni')], 'b.org'],
    ['what was asked for, where SNI says another name', [known('a.org', 'dns'), known('b.org', 'sni')], 'a.org'],
    ['SNI, where nobody asked', [known('b.org', 'sni'), known('c.org', 'http-host')], 'b.org'],
    ['the HTTP host, where nothing else is known', [known('c.org', 'http-host')], 'c.org'],
    ["nothing, where only a proxy's target is named", [known('d.org', 'connect')], undefined],
    ['nothing, where only a pool inside a message is named', [known('e.org', 'mining')], undefined],
    ['nothing, where nothing is known', [], undefined],
  ])('is %s', (_title, names, expected) => {
    expect(primaryName(names)).toBe(expected);
  });
});

describe('peerOf', () => {
  test.each([
    ['169.254.169.254', 'instance-metadata'],
    ['fd00:ec2::254', 'instance-metadata'],
    ['169.254.170.23', 'pod-identity'],
    ['169.254.20.10', 'node-local-dns'],
    ['169.254.169.123', 'time'],
    ['169.254.1.1', 'link-local'],
    ['127.0.0.1', 'link-local'],
    ['224.0.0.1', 'link-local'],
  ])('%s is the infrastructure %s, whatever name was given to it', (address, name) => {
    expect(peerOf(address, nobody, 'pool.example.org', 'destination')).toEqual({ kind: 'infrastructure', name });
  });

  test('an address that a pod had is its workload, whatever name was given to it', () => {
    expect(peerOf('10.0.3.17', { interval: pod }, 'pool.example.org', 'destination')).toMatchObject({ kind: 'workload', lineage: settled.lineage });
  }); // prettier-ignore

  test('a private address that nobody has is unresolved with its reason, never external', () => {
    expect(peerOf('10.0.9.9', nobody, undefined, 'destination')).toEqual({ kind: 'unresolved', address: '10.0.9.9', reason: 'nobody-has-it' }); // prettier-ignore
    expect(peerOf('10.0.9.9', nobody, 'cart.shop.svc.cluster.local', 'destination')).toMatchObject({ kind: 'unresolved' }); // prettier-ignore
    expect(peerOf('10.0.9.9', nobody, 'db.corp.example', 'destination')).toEqual({ kind: 'private', name: 'db.corp.example' }); // prettier-ignore
  });

  test('a public address is the internet as a source; as a destination its name, or itself', () => {
    expect(peerOf('203.0.113.9', nobody, 'x.org', 'source')).toEqual({ kind: 'internet' });
    expect(peerOf('203.0.113.9', nobody, 'x.org', 'destination')).toEqual({ kind: 'name', name: 'x.org' });
    expect(peerOf('203.0.113.9', nobody, undefined, 'destination')).toEqual({ kind: 'address', address: '203.0.113.9' }); // prettier-ignore
  });

  test.each([
    ['s3.eu-west-1.amazonaws.com', { service: 's3', region: 'eu-west-1' }],
    ['bucket.s3.eu-west-1.amazonaws.com', { service: 's3', region: 'eu-west-1' }],
    ['sts.amazonaws.com', { service: 'sts' }],
    ['ec2.cn-north-1.amazonaws.com.cn', { service: 'ec2', region: 'cn-north-1' }],
    ['ec2.us-gov-west-1.amazonaws.com', { service: 'ec2', region: 'us-gov-west-1' }],
  ])('%s is a cloud service', (name, expected) => {
    expect(peerOf('203.0.113.9', nobody, name, 'destination')).toEqual({ kind: 'cloud', ...expected, name });
    // An interface endpoint gives the same name a private address (CASES B12).
    expect(peerOf('10.0.9.9', nobody, name, 'destination')).toEqual({ kind: 'cloud', ...expected, name });
  });

  test.each(['amazonaws.com.evil.example', 's3.eu-west-1.amazonaws.com.evil.example', 'notamazonaws.com', 'evil-amazonaws.com'])('%s is none', (name) => {
    expect(peerOf('203.0.113.9', nobody, name, 'destination')).toEqual({ kind: 'name', name });
  }); // prettier-ignore

  test('any name is answered, in milliseconds', () => {
    const began = performance.now();
    fc.assert(
      fc.property(hostileText(253), (name) => {
        peerOf('203.0.113.9', nobody, name, 'destination');
        isClusterName(name);
      }),
      runs,
    );
    peerOf('203.0.113.9', nobody, `${'a-'.repeat(50_000)}.amazonaws.co`, 'destination');
    isClusterName('.svc'.repeat(50_000));
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('edgeOfSight', () => {
  test('one sight becomes an edge between owners, with names as on the wire', () => {
    const edge = edgeOfSight(sight);
    expect(Edge.parse(edge)).toEqual(edge);
    expect(edge).toMatchObject({
      source: { kind: 'workload', name: 'checkout' },
      destination: { kind: 'name', name: 'api.vendor.example' },
      names: [{ value: 'api.vendor.example', from: 'dns' }],
      operations: [{ app: 'tls' }],
      outcomes: ['established'],
      addresses: ['203.0.113.9'],
      support: { hours: ['2026-11-23T02'], pods: [{ uid: 'p1', slots: [expect.any(Number)] }] },
      firstSeen: '2026-11-23T02:13:05.000Z',
      seenBy: 'node-a',
    });
  });

  test('a window that may not teach leaves no support: I12', () => {
    expect(edgeOfSight({ ...sight, supports: false }).support).toEqual({ hours: [], pods: [] });
  });

  test('replicas, rotating addresses and new pods are the same edge', () => {
    const other: Interval = { ...pod, address: '10.0.7.7', owner: { ...pod.owner, pod: { namespace: 'shop', name: 'checkout-2', uid: 'p2' } } as Interval['owner'] };
    const rotated = { ...sight, source: { interval: other }, flow: { ...flow, src: '10.0.7.7', dst: '203.0.113.44' } };
    expect(edgeOfSight(rotated).id).toBe(edgeOfSight(sight).id);
  }); // prettier-ignore

  test('a question that led to no conversation is an edge to the name itself', () => {
    const lookup = Lookup.parse({ kind: 'lookup', src: '10.0.3.17', dst: '172.20.0.10', name: 'Pool.Example.Org', aliases: ['x.example.net'], outcome: 'nxdomain', count: 3, firstSeen: flow.firstSeen, lastSeen: flow.lastSeen }); // prettier-ignore
    const edge = edgeOfSight({ ...sight, flow: flowOfLookup(lookup), lookup: lookup.outcome });
    expect(edge).toMatchObject({
      destination: { kind: 'name', name: 'pool.example.org' },
      outcomes: ['lookup-nxdomain'],
      addresses: [],
      names: [{ value: 'pool.example.org', from: 'dns', aliases: ['x.example.net'] }],
    });
  });

  test('the node that reports does not change who talks to whom', () => {
    expect(edgeOfSight({ ...sight, node: 'node-b' }).id).toBe(edgeOfSight(sight).id);
  });
});

test('an hour is spelled in UTC', () => {
  expect(hourOf(Date.parse('2026-11-23T23:59:59.999Z'))).toBe('2026-11-23T23');
});

describe('an address that nobody was heard to ask a name for', () => {
  const nameless = Flow.parse({ ...flow, names: [] });
  const boot = at - 3_600_000;
  const old = { interval: { ...pod, from: boot - 1 } };
  test.each([
    ['a pod older than the sentinel may have asked before', { source: old, listeningSince: boot }, true],
    ['a younger one would have been heard', { source: { interval: { ...pod, from: boot } }, listeningSince: boot }, undefined],
    ['after two hours nobody is excused by what he asked then', { source: old, listeningSince: boot, firstSeen: boot + 2 * 3_600_000 }, undefined],
    ['a sentinel that does not say since when it listens excuses nobody', { source: old }, undefined],
  ])('%s', (_, over, unheard) => {
    expect(edgeOfSight({ ...sight, flow: nameless, ...over }).unheard).toBe(unheard);
    expect(edgeOfSight({ ...sight, ...over }).unheard).toBeUndefined();
  });
}); // prettier-ignore

test('a question to a public resolver keeps its address; one to a resolver of the house does not', () => {
  const asked = (dst: string) => edgeOfSight({ ...sight, flow: { ...flow, dst, port: 53 }, lookup: 'answered' }).addresses; // prettier-ignore
  expect([asked('8.8.8.8'), asked('172.20.0.10')]).toEqual([['8.8.8.8'], []]);
});
