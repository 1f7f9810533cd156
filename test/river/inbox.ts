import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface SlackPost {
  readonly text: string;
  readonly blocks: unknown[];
}

/** A loopback webhook that answers as Slack does, and keeps what it got. */
export async function slackInbox() {
  const posts: SlackPost[] = [];
  let answer: () => { status: number; body: string; headers?: Record<string, string> } = () => ({ status: 200, body: 'ok' });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body, headers = {} } = answer();
      if (status === 200) posts.push(JSON.parse(Buffer.concat(chunks).toString()) as SlackPost);
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/services/T000/B000/secret-of-the-webhook`,
    posts,
    answerWith: (next: typeof answer) => void (answer = next),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
} // prettier-ignore

/** A loopback mail server that keeps what it got. */
export async function mailInbox() {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => done(void mails.push(mail)), done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { smtp: { host: '127.0.0.1', port }, mails, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
} // prettier-ignore
