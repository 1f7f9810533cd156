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
import { samples } from './samples.ts';

/**
 * Plants a different secret in every field of every protocol, runs the sentinel as a user would (print, explain and
 * post at once), and searches every byte that it printed, logged or posted for each of them, plain and encoded.
 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const planted = new Map<string, string>();

function plant(chance: () => number): (field: string) => string {
  return (field) => {
    const known = planted.get(field);
    if (known !== undefined) return known;
    // 24 characters, as API keys and tokens have them; letters and digits at both ends so that no trimming hides one.
    const secret = Array.from({ length: 24 }, (_, at) => (at === 3 ? '7' : ALPHABET[Math.floor(chance() * ALPHABET.length)]!)).join(''); // prettier-ignore
    planted.set(field, secret);
    return secret;
  };
}

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.c2VjcmV0LXRva2VuLW9mLXRoZS1zZW50aW5lbA.c2lnbmF0dXJl';

/** Ways in which a secret could get out unnoticed. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, secret.toLowerCase(), secret.toUpperCase(), bytes.toString('hex'), Array.from(secret).toReversed().join(''), ...base64, secret.slice(0, 12), secret.slice(-12)]; // prettier-ignore
}

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

let runs = 0;
let bytesSearched = 0;
const found: string[] = [];
try {
  for (const seed of [1, 2, 3]) {
    planted.clear();
    const conversations = samples(plant(random(seed)));
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
      for (const [field, secret] of [...planted, ['token', TOKEN] as const]) {
        for (const spelling of spellings(secret)) if (everything.includes(spelling)) found.push(`${field} (seed ${seed}${skipped > 0 ? ', joined in the middle' : ''})`); // prettier-ignore
      }
    }
  }
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}
for (const field of new Set(found)) process.stderr.write(`found: ${field}\n`);
process.stdout.write(`sentinel secrets: ${found.length === 0 ? 'ok' : 'FAILED'}: ${planted.size} fields, ${runs} runs, ${bytesSearched} bytes printed, logged and posted searched, ${new Set(found).size} found\n`); // prettier-ignore
process.exit(found.length === 0 ? 0 : 1);
