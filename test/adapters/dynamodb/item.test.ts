import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { itemOf, valueIn } from '../../../adapters/dynamodb/item.ts';
import { edgeFromItem, itemFromEdge } from '../../../adapters/dynamodb/edge-store.ts';
import { incidentFromItem, itemFromIncident } from '../../../adapters/dynamodb/incident-store.ts';
import { itemFromInterval } from '../../../adapters/dynamodb/interval-store.ts';
import { Edge } from '../../../core/edge.ts';
import { UnreadableItem } from '../../../adapters/unreadable-item.ts';
import { at, edge, incident, newCluster, podInterval } from '../../contracts/samples.ts';

const long = edge(newCluster(), { names: Array.from({ length: 32 }, (_, which) => ({ value: `${'a'.repeat(240)}${which}`, from: 'dns' })) }); // prettier-ignore

describe('items', () => {
  test.each([
    ['short', edge(newCluster())],
    ['long', long],
  ])('a %s edge comes back as it was', (_size, one) => {
    expect(edgeFromItem(itemFromEdge(one, 1, at))).toEqual(one);
  });

  test('a long value costs a fraction of its write units, a short one stays readable', () => {
    expect(itemFromEdge(edge(newCluster()), 1, at)['value']?.S).toContain('pool.example.org');
    expect(itemFromEdge(long, 1, at)['packed']?.B?.length).toBeLessThan(1_024);
  });

  test('an edge is read from a stream’s event, where bytes are base64 text', () => {
    const item = itemFromEdge(long, 1, at);
    const image = { ...item, packed: { B: Buffer.from(item['packed']?.B ?? []).toString('base64') } };
    expect(edgeFromItem(image)).toEqual(long);
  });

  test('what streams filter on and what expires stands beside the value', () => {
    const cluster = newCluster();
    expect(itemFromEdge(edge(cluster), 4, at)).toMatchObject({ type: { S: 'edge' }, revision: { N: '4' } });
    const ended = podInterval('10.0.3.17', 'u', { to: Date.parse(at) });
    const expires = Date.parse(at) / 1_000 + 25 * 3_600;
    expect(itemFromInterval(cluster, ended)).toMatchObject({ type: { S: 'interval' }, ttl: { N: String(expires) } });
    expect(itemFromInterval(cluster, podInterval('10.0.3.17', 'u'))).not.toHaveProperty('ttl');
  });

  test('an incident is read with the version that was announced since it was written', () => {
    const item = itemFromIncident(incident(newCluster(), 'root', { version: 3 }), 1);
    expect(incidentFromItem({ ...item, announcedVersion: { N: '3' } }).announcedVersion).toBe(3);
  });

  test.each([
    ['nothing', {}],
    ['no JSON', { value: { S: '{' } }],
    ['another shape', { value: { S: '{"id":7}' } }],
    ['no gzip', { packed: { B: new Uint8Array([1, 2, 3]) } }],
    ['gzip that inflates beyond measure', { packed: { B: gzipSync(Buffer.alloc(40_000_000)) } }],
  ])('an item that holds %s cannot be read, and the error repeats nothing of it', (_what, content) => {
    const item = { type: { S: 'edge' }, ...content };
    expect(() => edgeFromItem(item)).toThrow(UnreadableItem);
    expect(() => valueIn(item, Edge)).toThrow(/^a stored edge (?:has no readable content|does not fit its schema)/);
  });

  test('a value that no item can hold is malformed, rather than refused by the table again and again', () => {
    const random = randomBytes(500_000).toString('hex');
    expect(() => itemOf({ pk: 'a', sk: 'b' }, 'edge', random)).toThrow('the edge is too large to be stored');
  });
});
