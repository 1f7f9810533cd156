import { AwsV4Signer } from 'aws4fetch';
import * as z from 'zod';
import type { NoticeMessage } from '../../core/message.ts';
import type { Outlet } from '../../core/ports/channels.ts';
import { Unavailable } from '../unavailable.ts';

const timeoutMs = 5_000;
const source = 'plumbline';
const detailType = 'Plumbline Incident';

const Answer = z.object({
  FailedEntryCount: z.number(),
  Entries: z.array(z.object({ ErrorCode: z.string().optional() })).optional(),
});

/** Puts incidents on the account's default event bus. One signed request, without the SDK: it would be larger than the rest of the bundle. */
export function eventBus(detailOf: (message: NoticeMessage) => object): Outlet {
  return {
    async send(message) {
      const entry = {
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detailOf(message)),
        Resources: [],
      };
      const response = await ask(JSON.stringify({ Entries: [entry] }));
      const text = (await response.text()).slice(0, 100_000);
      if (response.status === 400 && text.includes('AccessDenied')) throw new Unavailable('eventbridge denies putting events'); // prettier-ignore
      if (response.status !== 200) throw new Unavailable(`eventbridge answered ${response.status}`);
      const answer = Answer.parse(JSON.parse(text));
      if (answer.FailedEntryCount === 0) return 'posted';
      const code = answer.Entries?.[0]?.ErrorCode ?? 'unknown';
      // Of its own account's trouble it says so by code; anything else is about the event, and no retry mends that.
      if (/Throttl|Internal|Unavailable/.test(code)) throw new Unavailable(`eventbridge took nothing: ${code}`);
      return { refused: 'event-refused' };
    },
  };
}

async function ask(body: string): Promise<Response> {
  const { AWS_SESSION_TOKEN, AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
  const signed = await new AwsV4Signer({
    method: 'POST',
    url: endpoint(AWS_REGION),
    service: 'events',
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body,
  }).sign();
  try {
    return await fetch(signed.url, { method: 'POST', headers: signed.headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) }); // prettier-ignore
  } catch (error) {
    throw new Unavailable('eventbridge could not be reached', { cause: error });
  }
}

function endpoint(region: string): string {
  const given = process.env['AWS_ENDPOINT_URL_EVENTBRIDGE'] ?? process.env['AWS_ENDPOINT_URL'];
  if (given !== undefined && given !== '') return `${given.replace(/\/$/, '')}/`;
  return `https://events.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
}
