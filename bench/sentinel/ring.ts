import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Batch } from '../../core/telemetry.ts';
import { Lab, labMissing } from '../../local/lab/lab.ts';
import { passageTo } from '../../local/lab/passage.ts';
import { Outbox } from '../../sentinel/delivery/outbox.ts';
import { stamped } from '../../sentinel/delivery/sealed.ts';
import type { CapturedPacket } from '../../sentinel/sources/source.ts';
import { corpusFiles, packetsOf, random } from '../../test/sentinel/corpus.ts';
import { ethernet } from '../../test/sentinel/packets.ts';
import { bundle } from './image.ts';
import { mutations } from './mutations.ts';
import { Planted, TOKEN } from './planted.ts';
import { samples } from './samples.ts';
import { Watcher } from './watcher.ts';

/**
 * A sentinel as its image runs it, on a wire where everything is hostile. First conversations with a secret in every field,
 * while the door is away: the spool is searched, then what is posted, printed and logged. Then mutated packets, put on the
 * interface of a pod as they are: it goes on, everything that it posts is what the door takes, and a real connection after
 * them is told.
 */
const { values } = parseArgs({ options: { packets: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' } } }); // prettier-ignore
const missing = labMissing(['setpriv', 'curl']);
if (missing !== undefined) {
  console.log(`sentinel ring: SKIPPED: ${missing}`);
  process.exit(0);
}
const outside = '203.0.113.200';
const folder = mkdtempSync(path.join(tmpdir(), 'bench-ring-'));
const spool = path.join(folder, 'spool');
writeFileSync(path.join(folder, 'token'), TOKEN);
const faults: string[] = [];
const hold = (what: string, holds: boolean) => void (holds || faults.push(what));
const chance = random(Number(values.seed));

/** What was posted, inflated, beside its headers without the token. */
const posted: string[] = [];
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = gunzipSync(Buffer.concat(chunks)).toString('utf8');
    const { success, error } = Batch.safeParse(JSON.parse(text));
    hold(`the door refuses a batch: ${error?.message}`, success);
    posted.push(`${request.url} ${JSON.stringify({ ...request.headers, authorization: '' })}`, text);
    response.writeHead(202).end('{"accepted":1}');
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
await new Promise((resolve) => server.close(resolve));

const lab = Lab.build({ pods: [{ name: 'p1', addresses: ['10.0.1.11'] }], outside: [outside] });
const passage = await passageTo(lab, 'node', `http://127.0.0.1:${port}`);
try {
  await lab.serve('ext', ['http', '0.0.0.0', '81']);
  const sentinel = await Watcher.sentinel(lab, bundle(folder), 1, ['--print', '--post', passage.url, '--token-file', path.join(folder, 'token'), '--spool', spool]); // prettier-ignore
  const said: Buffer[] = [];
  for (const stream of [sentinel.child.stdout, sentinel.child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk)); // prettier-ignore

  /** Ethernet as it is, anything else behind a header of its own; in the order given. */
  async function inject(packets: readonly CapturedPacket[]): Promise<number> {
    const frames = packets.flatMap(({ linkType, bytes }) => {
      const frame = linkType === 1 || bytes.length === 0 ? bytes : ethernet(bytes);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(frame.length);
      return [length, frame];
    });
    writeFileSync(path.join(folder, 'frames'), Buffer.concat(frames));
    const { out, err } = await lab.run('p1', process.execPath, [path.join(import.meta.dirname, 'inject.ts'), 'eth0', path.join(folder, 'frames')], 120_000); // prettier-ignore
    const sent = Number(/sent (\d+)/.exec(out)?.[1]);
    if (Number.isNaN(sent)) throw new Error(`nothing was put on the wire: ${err}`);
    return sent;
  }

  const planted = new Planted(chance);
  const conversations = [...samples(planted.plant).values()];
  await inject(conversations.flat());
  await inject(conversations.flatMap((packets) => packets.slice(3)));
  await sleep(3000);
  cpSync(spool, path.join(folder, 'copy'), { recursive: true });
  const waiting = new Outbox({ folder: path.join(folder, 'copy') });
  const spooled: string[] = [];
  for (let next = waiting.next(); next !== undefined; next = waiting.next()) {
    spooled.push(gunzipSync(stamped(next, '')).toString('utf8'));
    waiting.done(next);
  }
  waiting.close();
  server.listen(port, '127.0.0.1');
  for (let left = 300; posted.length === 0 && left > 0; left -= 1) await sleep(100);
  await sleep(1500);
  const got = { spooled: spooled.join('\n'), posted: posted.join('\n'), 'printed and logged': Buffer.concat(said).toString('latin1') }; // prettier-ignore
  for (const [where, text] of Object.entries(got)) {
    hold(`nothing of the conversations was ${where}`, text.includes('"app":"mining"') && text.includes('"app":"postgresql"')); // prettier-ignore
    for (const field of planted.foundIn(text)) faults.push(`${where}: the secret of ${field}`);
  }
  const searched = Object.values(got).reduce((sum, text) => sum + text.length, 0);

  const all = [...conversations];
  for (const file of [...corpusFiles('mining'), ...corpusFiles('benign')]) all.push((await packetsOf(file)).slice(0, 400)); // prettier-ignore
  const pool = all.flat();
  const { below, moved, mutated } = mutations(chance, () => pool);
  let sent = 0;
  while (sent < Number(values.packets)) {
    const some: CapturedPacket[] = [];
    while (some.length < 25_000) for (const packet of moved(all[below(all.length)]!).slice(0, 1 + below(120))) some.push(below(3) === 0 ? mutated(packet) : packet); // prettier-ignore
    sent += await inject(some);
  }
  await sleep(1500);
  await lab.run('p1', 'curl', ['-s', '-m', '5', '-o', '/dev/null', `http://${outside}:81/after/all`]);
  await sleep(2500);
  const { out: metrics } = await lab.run('node', 'curl', ['-s', '-m', '5', 'http://127.0.0.1:9464/metrics']);
  const { out: live } = await lab.run('node', 'curl', ['-s', '-m', '5', 'http://127.0.0.1:9464/livez']);
  const read = Number(/^plumbline_sentinel_packets_total (\d+)/m.exec(metrics)?.[1]);
  hold(`it does not live: ${live}`, live === 'ok\n');
  hold('a packet broke it: "our own fault" was counted', !metrics.includes('our own fault'));
  hold('it read next to nothing', read > sent / 10);
  hold(
    'a real connection afterwards was not told',
    posted.some((text) => text.includes('"/after/all"')),
  );
  const dropped = await sentinel.metric('packets_dropped_total');
  console.log(`${planted.size} fields, ${searched} bytes spooled, posted, printed and logged searched; ${sent} hostile frames on the wire, ${read} read, ${dropped} dropped or unreadable, ${posted.length / 2} batches all fit; ${sentinel.resident('VmHWM')} MiB at most`); // prettier-ignore
  sentinel.stop();
} finally {
  await lab.destroy();
  await passage.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of new Set(faults)) console.log(`fault: ${fault}`);
console.log(`sentinel ring: ${faults.length === 0 ? 'ok' : 'FAILED'}`);
process.exit(faults.length === 0 ? 0 : 1);
