import { NoticeMessage, QueuedBatch } from '../../core/message.ts';
import { noticeOf } from '../../core/notice.ts';
import { cases, cluster } from './notice-cases.ts';

const incident = cases['lookup only'] as never;
const notice = noticeOf(incident, { dashboardUrl: 'https://plumbline.example.net', resent: false });

test('a notice travels through a queue as it was', () => {
  const message = { v: 1, cluster, incident: notice.incident, version: 1, notice };
  expect(NoticeMessage.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
});

test.each([
  ['headline', 'x'.repeat(301)],
  ['link', 'x'.repeat(501)],
  ['command', 'x'.repeat(501)],
  ['severity', 'fatal'],
  ['sections', Array.from({ length: 9 }, () => ({ title: 't', lines: [] }))],
])('a notice with too much in %s is none', (field, value) => {
  const message = { v: 1, cluster, incident: notice.incident, version: 1, notice: { ...notice, [field]: value } };
  expect(NoticeMessage.safeParse(message).success).toBe(false);
});

test('a queued batch carries what only the door knows', () => {
  const queued = { v: 1, cluster, node: 'n', receivedAt: '2026-11-23T02:13:07.000Z', batch: 'H4sI' };
  expect(QueuedBatch.parse(queued)).toEqual(queued);
  expect(QueuedBatch.safeParse({ ...queued, receivedAt: 'now' }).success).toBe(false);
});
