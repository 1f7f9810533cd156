import type { Coverage } from '../../core/telemetry.ts';
import { Outbox } from '../../sentinel/delivery/outbox.ts';
import { stamped } from '../../sentinel/delivery/sealed.ts';
import { Telling } from '../../sentinel/live/telling.ts';
import { Observer } from '../../sentinel/observer.ts';
import { T0, Talk } from './packets.ts';

const HOUR_MS = 3_600_000;
const HEARTBEAT_MS = 60_000;
const LOOK_MS = 250;
/** By then everything that they say has been new once. */
const STEADY_MS = 60_000;

/** An hour of steady talk by a clock of our own: what would be posted, with its headers counted as 600 bytes a request. */
function anHour(conversations: number): { requests: number; bytes: number } {
  let at = T0;
  const observer = new Observer({ live: true });
  const outbox = new Outbox();
  const totals = (): Coverage => ({ seen: observer.packets, dropped: 0, folded: observer.folded, freezes: 0, spooled: 0, sources: ['wire'], failed: [] }); // prettier-ignore
  const telling = new Telling({ node: 'ip-10-0-1-7', bootId: '3f0e2c7e-0c61-4a43-9d5f-0f6f3f1d2a11', observer, outbox, totals, now: () => at }); // prettier-ignore
  const talks = Array.from({ length: conversations }, (_, index) => new Talk(`10.0.${index % 50}.17:${30_000 + index}`, `10.1.${index % 97}.${index % 13}:${8000 + (index % 7)}`, { clientIsn: index * 7919, serverIsn: index * 104_729, at }).open()); // prettier-ignore
  const feed = (talk: Talk) => talk.packets.splice(0).forEach((packet) => observer.packet({ ...packet, at, interfaceIndex: 3 })); // prettier-ignore
  let [requests, bytes, heartbeatAt] = [0, 0, at];
  telling.heartbeat();
  for (let look = 0; at < T0 + STEADY_MS + HOUR_MS; look += 1, at += LOOK_MS) {
    // Each of them asks for something every ten seconds, all of them spread over these.
    for (const [index, talk] of talks.entries()) {
      if (look === 0) feed(talk);
      if (look % 40 === index % 40) feed(talk.says(`GET /carts/${index % 20} HTTP/1.1\r\nHost: shop.example\r\n\r\n`));
    }
    telling.fresh();
    if (at - heartbeatAt >= HEARTBEAT_MS) {
      heartbeatAt = at;
      telling.heartbeat();
    }
    for (let next = outbox.next(); next !== undefined; next = outbox.next()) {
      outbox.done(next);
      if (at < T0 + STEADY_MS) continue;
      requests += 1;
      bytes += stamped(next, new Date(at).toISOString()).length + 600;
    }
  }
  return { requests, bytes };
}

test('two hundred steady conversations are an hour of 62 requests and a megabyte at most', () => {
  const { requests, bytes } = anHour(200);
  console.log(`200 steady conversations, an hour by the clock of the test: ${requests} requests, ${bytes} bytes`);
  expect(requests).toBeLessThanOrEqual(62);
  expect(bytes).toBeLessThanOrEqual(1_000_000);
});
