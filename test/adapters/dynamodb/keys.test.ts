import * as fc from 'fast-check';
import * as keys from '../../../adapters/dynamodb/keys.ts';
import { digest } from '../../../core/hash.ts';
import type { ClusterId, EdgeId } from '../../../core/ids.ts';
import type { Peer } from '../../../core/peer.ts';
import { hostileNames, lineage } from '../../contracts/samples.ts';

const cluster = 'prod' as ClusterId;
/** Any text a client can send, lone surrogates included. */
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...hostileNames), fc.string({ maxLength: 3, unit: fc.constantFrom('#', '%', '2', '3', '=') })); // prettier-ignore
const bytes = (text: string) => Buffer.byteLength(text);

describe('keys', () => {
  test('are as the table in docs/table.md says', () => {
    const id = digest('x');
    const source: Peer = {
      kind: 'workload',
      lineage: lineage('checkout'),
      namespace: 'shop',
      workload: 'Deployment',
      name: 'checkout',
    };
    const edge = keys.edgeKey({ id: id as EdgeId, cluster, source });
    expect(edge.pk).toMatch(/^edge#prod#[0-9a-f]{32}#[0-3]$/);
    expect(edge.sk).toBe(id);
    expect(keys.edgePartitionsOf(cluster, source.lineage)).toContain(edge.pk);
    expect(keys.changeKey(cluster, '2026-11-23T14:00:00Z', 'edge', id)).toEqual({
      changesPk: expect.stringMatching(/^changes#prod#(?:\d|1[0-5])$/),
      changesSk: `2026-11-23T14:00:00.000Z#edge#${id}`,
    });
    const sheet = { cluster, node: 'ip-10-0-1-7', bootId: 'boot', hour: '2026-11-23T14' };
    expect(keys.sheetKey(sheet)).toEqual({ pk: 'counters#prod#ip-10-0-1-7', sk: '2026-11-23T14#boot#tail' });
    expect(keys.incidentKey(cluster, 'root', 12)).toEqual({ pk: 'incident#prod#root', sk: '0000000000000012' });
    expect(keys.intervalKey(cluster, 'fd00::1', 'u')).toEqual({ pk: 'interval#prod#fd00%3A%3A1', sk: 'uid-u' });
    expect(keys.noticeKey('i' as never, 3, 'slack')).toEqual({ pk: 'notice#i', sk: '0000000000000003#slack' });
  });

  test('of two different sheets are different, whatever their nodes and boots are called', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, (node, bootId, otherNode, otherBoot) => {
        const hour = '2026-11-23T14';
        const one = keys.sheetKey({ cluster, node, bootId, hour });
        const other = keys.sheetKey({ cluster, node: otherNode, bootId: otherBoot, hour });
        expect(one.pk === other.pk && one.sk === other.sk).toBe(node === otherNode && bootId === otherBoot);
      }),
    );
  });

  test('have as many parts as are meant, and fit into what DynamoDB takes', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const sheet = keys.sheetKey({ cluster, node: one, bootId: other, hour: '2026-11-23T14' });
        expect([sheet.pk.split('#').length, sheet.sk.split('#').length]).toEqual([3, 3]);
        const interval = keys.intervalKey(cluster, '10.0.0.1', one);
        const incident = keys.incidentKey(cluster, other, 0);
        for (const { pk, sk } of [sheet, interval, incident, keys.nodeKey(cluster, one)]) {
          expect(bytes(pk)).toBeLessThanOrEqual(2_048);
          expect(bytes(sk)).toBeGreaterThan(0);
          expect(bytes(sk)).toBeLessThanOrEqual(1_024);
        }
      }),
    );
  });

  test('tell the boot that a sheet is of, unless it is too long for that', () => {
    const sk = (bootId: string) => keys.sheetKey({ cluster, node: 'n', bootId, hour: '2026-11-23T14' }).sk;
    expect(keys.sheetOfKey(sk('a#b%'))).toEqual({ hour: '2026-11-23T14', bootId: 'a#b%' });
    expect(keys.sheetOfKey(sk('😀'.repeat(60)))).toEqual({ hour: '2026-11-23T14', bootId: undefined });
    expect(keys.sheetOfKey(keys.counterPartKey(cluster, 'n', 'base', 'tail').sk)).toBeUndefined();
  });

  test('sort times as text, whatever precision they came with', () => {
    const times = ['2026-11-23T14:00:00Z', '2026-11-23T14:00:00.5Z', '2026-11-23T14:00:01Z'];
    const sorted = times.map((at) => keys.changeKey(cluster, at, 'edge', digest('x')).changesSk);
    expect(sorted.toSorted()).toEqual(sorted);
  });

  test('spread edges over four partitions and changes over sixteen', () => {
    const ids = Array.from({ length: 400 }, (_, which) => digest('edge', String(which)) as EdgeId);
    const source: Peer = { kind: 'internet' };
    expect(new Set(ids.map((id) => keys.edgeKey({ id, cluster, source }).pk)).size).toBe(4);
    const changes = new Set(ids.map((id) => keys.changeKey(cluster, '2026-11-23T14:00:00Z', 'edge', id).changesPk));
    expect([...changes].toSorted()).toEqual(keys.changePartitions(cluster).toSorted());
  });
});
