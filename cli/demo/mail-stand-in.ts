import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface MailStandIn {
  readonly host: string;
  readonly port: number;
  /** In the order in which they came; `at` is performance.now(). */
  readonly received: readonly Mail[];
  stop(): Promise<void>;
}

/** An SMTP server on loopback that keeps every mail, read as a mail program reads it. */
export async function startMailStandIn(onMail: () => void): Promise<MailStandIn> {
  const received: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: 1_000_000,
    disableReverseLookup: true,
    onData(stream, _session, taken) {
      simpleParser(stream).then(
        (mail) => {
          const to = [mail.to ?? []].flat().map(({ text }) => text).join(', '); // prettier-ignore
          received.push({ at: performance.now(), from: mail.from?.text ?? '', to, subject: mail.subject ?? '', text: (mail.text ?? '').trimEnd() }); // prettier-ignore
          taken();
          onMail();
        },
        (error: Error) => taken(error),
      );
    },
  });
  server.on('error', () => {});
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    received,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
      }),
  };
}
