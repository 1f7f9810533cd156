import { changeFromItem } from '../../../adapters/dynamodb/change.ts';
import { itemFromEvent } from '../../../adapters/dynamodb/audit-event-store.ts';
import { itemFromEdge } from '../../../adapters/dynamodb/edge-store.ts';
import type { Image } from '../../../adapters/dynamodb/item.ts';
import type { AuditEventId } from '../../../core/ids.ts';
import type { AuditEvent } from '../../../core/inventory/audit-event.ts';
import { MalformedMessage } from '../../../core/malformed.ts';
import { cluster, edgeOf, settled } from '../../core/notice-cases.ts';

const at = '2026-11-24T00:00:00.000Z';
const event: AuditEvent = {
  id: 'a1' as AuditEventId, cluster, at, receivedAt: at, verb: 'patch', group: '', resource: 'services', namespace: 'shop', name: 'door',
  actor: 'ada', sourceIps: [], userAgent: '', status: 200,
}; // prettier-ignore

test('a record of the stream is read by the type of its item, and what is not judged is set aside', () => {
  const edge = edgeOf(settled, { destination: { kind: 'name', name: 'api.vendor.example' } });
  expect(changeFromItem(itemFromEdge(edge, 1, at) as Image)).toEqual({ kind: 'edge', value: edge });
  expect(changeFromItem(itemFromEvent(event) as Image)).toEqual({ kind: 'event', value: event });
  expect(() => changeFromItem({ type: { S: 'risk' } })).toThrow(MalformedMessage);
});
