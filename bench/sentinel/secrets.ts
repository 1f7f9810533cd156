import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pcapFile } from '../../test/sentinel/packets.ts';
import { random } from '../../test/sentinel/corpus.ts';
import { Planted, TOKEN } from './planted.ts';
import { samples } from './samples.ts';

/**
 * Plants a different secret in every field of every protocol, runs the sentinel as a user would (print, explain and
 * post at once), and searches every byte that it printed, logged or posted for each of them, plain and encoded.
 */
const folder = mkdtempSync(join(tmpdir(), 'sentinel-secrets-'));
const posted: Buffer[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  // The token belongs into its header; everything else of the request is searched.
  request.on('end', () => {
    const { authorization: _, ...headers } = request.headers;
    posted.push(Buffer.from(`${request.url} ${JSON.stringify(headers)}`), gunzipSync(Buffer.concat(chunks)));
    response.writeHead(posted.length === 2 ? 422 : 202).end();
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');

let fields = 0;
let runs = 0;
let bytesSearched = 0;
const found: string[] = [];
try {
  for (const seed of [1, 2, 3]) {
    const planted = new Planted(random(seed));
    const conversations = samples(planted.plant);
    fields = planted.size;
    // Whole, and joined in the middle, where parsers know less of what they read.
    for (const skipped of [0, 3]) {
      const capture = join(folder, 'capture.pcap');
      writeFileSync(capture, pcapFile([...conversations.values()].flatMap((packets) => packets.slice(skipped))));
      writeFileSync(join(folder, 'token'), `${TOKEN}\n`);
      posted.length = 0;
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const said: Buffer[] = [];
      const child = spawn(process.execPath, [join(import.meta.dirname, '../../sentinel/main.mjs'), '--pcap', capture, '--print', '--explain', '--post', address, '--token-file', join(folder, 'token')]); // prettier-ignore
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
      await once(child, 'close');
      const everything = Buffer.concat([...said, ...posted]).toString('latin1');
      bytesSearched += everything.length;
      runs += 1;
      if (!everything.includes('"app":"mining"') || !everything.includes('"app":"postgresql"')) throw new Error('the sentinel recognised nothing, so that nothing was tried'); // prettier-ignore
      for (const field of planted.foundIn(everything)) found.push(`${field} (seed ${seed}${skipped > 0 ? ', joined in the middle' : ''})`); // prettier-ignore
    }
  }
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}
for (const field of new Set(found)) process.stderr.write(`found: ${field}\n`);
process.stdout.write(`sentinel secrets: ${found.length === 0 ? 'ok' : 'FAILED'}: ${fields} fields, ${runs} runs, ${bytesSearched} bytes printed, logged and posted searched, ${new Set(found).size} found\n`); // prettier-ignore
process.exit(found.length === 0 ? 0 : 1);
