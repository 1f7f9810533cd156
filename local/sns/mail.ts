import { mkdirSync, writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport, type SentMessageInfo } from 'nodemailer';

export type Mail = Readonly<{ id: string; to: string; subject: string; text: string; topicArn: string; at: number }>;

export type Postman = (mail: Mail) => Promise<void>;

const from = { name: 'AWS Notifications (local)', address: 'no-reply@localhost' };

/** Keeps every mail in the outbox, and hands it to the SMTP server when there is one. Throws when that refuses it. */
export function postman(outbox: string, smtp?: Readonly<{ host: string; port: number }>): Postman {
  mkdirSync(outbox, { recursive: true });
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const carrier = smtp === undefined ? undefined : createTransport({ ...smtp, secure: false, ignoreTLS: true });
  return async ({ id, to, subject, text, topicArn, at }) => {
    const composed = (await composer.sendMail({
      from,
      to,
      subject,
      date: new Date(at),
      messageId: `<${id}@localhost>`,
      text: `${text}\n\n--\nSent by the local stand-in for Amazon SNS, topic ${topicArn}\n`,
    })) as SentMessageInfo & { message: Buffer };
    keep(outbox, `${new Date(at).toISOString().replaceAll(':', '')}-${id}.eml`, composed.message);
    await carrier?.sendMail({ raw: composed.message, envelope: { from: from.address, to } });
  };
}

/** The same mail delivered again takes the same name. */
function keep(outbox: string, name: string, content: Buffer): void {
  writeFileSync(join(outbox, `${name}.next`), content, { mode: 0o600 });
  renameSync(join(outbox, `${name}.next`), join(outbox, name));
}
