import * as fc from 'fast-check';
import { isExternal, Peer, peerKey, peerLabel } from '../../core/peer.ts';
import { aPeer, runs } from './arbitraries.ts';

describe('peerKey', () => {
  test('begins with the kind, so that a name can never be taken for something of another kind', () => {
    fc.assert(
      fc.property(aPeer, (peer) => {
        expect(peerKey(peer)[0]).toBe(peer.kind);
        expect(Peer.parse(peer)).toEqual(peer);
        expect(peerLabel(peer)).not.toBe('');
      }),
      runs,
    );
  });

  test('a workload is its lineage: who squats on its name inherits nothing', () => {
    const one = Peer.parse({ kind: 'workload', lineage: 'a'.repeat(32), namespace: 'shop', workload: 'Deployment', name: 'cart' });
    const squatter = Peer.parse({ ...one, lineage: 'b'.repeat(32) });
    const renamed = Peer.parse({ ...one, name: 'basket' });
    expect(peerKey(squatter)).not.toEqual(peerKey(one));
    expect(peerKey(renamed)).toEqual(peerKey(one));
  }); // prettier-ignore

  test('all nodes are one peer', () => {
    expect(peerKey({ kind: 'node', name: 'a' })).toEqual(peerKey({ kind: 'node', name: 'b' }));
  });
});

test.each([
  [{ kind: 'name', name: 'x.org' }, true],
  [{ kind: 'address', address: '203.0.113.9' }, true],
  [{ kind: 'cloud', service: 's3', name: 's3.amazonaws.com' }, true],
  [{ kind: 'private', name: 'db.corp' }, true],
  [{ kind: 'internet' }, true],
  [{ kind: 'service', namespace: 'a', name: 'b' }, false],
  [{ kind: 'node', name: 'n' }, false],
  [{ kind: 'infrastructure', name: 'time' }, false],
  [{ kind: 'unresolved', address: '10.0.0.1', reason: 'nobody-has-it' }, false],
] as const)('%j is outside: %s', (peer, outside) => {
  expect(isExternal(peer)).toBe(outside);
});
