import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { readJson, writeJson } from '../state/json-file.ts';
import { TopicRequestError } from './publish-request.ts';
import { type Subscription, subscriptionOf } from './subscription.ts';

/** One that a person asked for, beside those of the template: nothing is delivered before its token came back. */
const AskedFor = z.object({
  id: z.string(),
  topicArn: z.string(),
  address: z.string(),
  filterPolicy: z.string().optional(),
  /** SHA-256 of the token that was mailed. */
  tokenHash: z.string(),
  confirmed: z.boolean(),
});
type AskedFor = z.infer<typeof AskedFor>;

const hashed = (token: string) => createHash('sha256').update(token).digest('hex');

/** Subscriptions of addresses by Subscribe and ConfirmSubscription, kept in a file. */
export class AskedForSubscriptions {
  readonly #file: string;
  readonly #kept: AskedFor[];

  constructor(file: string) {
    this.#file = file;
    this.#kept = readJson(file, z.array(AskedFor)) ?? [];
  }

  /** Those whose token came back. */
  confirmed(): readonly Subscription[] {
    return this.#kept.filter(({ confirmed }) => confirmed).map(deliverable);
  }

  pendingOf(topicArn: string): readonly { readonly address: string }[] {
    return this.#kept.filter((one) => one.topicArn === topicArn && !one.confirmed);
  }

  /** Gives the token to mail; undefined where the address is confirmed already. */
  ask(topicArn: string, address: string, filterPolicy: string | undefined): string | undefined {
    const before = this.#kept.find((one) => one.topicArn === topicArn && one.address === address);
    if (before?.confirmed) return undefined;
    const token = randomBytes(32).toString('hex');
    const id = before?.id ?? `Asked${randomBytes(8).toString('hex')}`;
    const asked = { id, topicArn, address, ...(filterPolicy && { filterPolicy }), tokenHash: hashed(token), confirmed: false }; // prettier-ignore
    if (before === undefined) this.#kept.push(asked);
    else Object.assign(before, asked);
    writeJson(this.#file, this.#kept);
    return token;
  }

  /** Gives the ARN of what is delivered from now on. */
  confirm(topicArn: string, token: string): string {
    const found = this.#kept.find((one) => one.topicArn === topicArn && one.tokenHash === hashed(token));
    if (found === undefined) throw new TopicRequestError('InvalidParameter', 'Invalid parameter: Token');
    found.confirmed = true;
    writeJson(this.#file, this.#kept);
    return deliverable(found).arn;
  }
}

function deliverable({ id, topicArn, address, filterPolicy }: AskedFor): Subscription {
  const policy = filterPolicy === undefined ? {} : { FilterPolicy: JSON.parse(filterPolicy) as unknown };
  return subscriptionOf(id, { Protocol: 'email', TopicArn: topicArn, Endpoint: address, ...policy });
}
