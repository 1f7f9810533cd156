import type { Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import * as z from 'zod';
import { BadFeeds, feedsIn } from '../lambdas/refresh-intel/env.ts';
import { safeUrl, urlFaultText } from '../core/safe-url.ts';

// Every setting comes from CDK context: as JSON from cdk.json, or as text from `-c key=value`. docs/settings.md lists them.

const Email = z.email({ error: 'must be an e-mail address' });

const EmailList = z.preprocess(
  membersIn,
  z
    .array(Email, { error: 'must be e-mail addresses with commas between, or a JSON list of them' })
    .max(10, { error: 'must be at most 10' }),
);

const Flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'must be true or false' }),
);

/** What CloudWatch Logs takes as a retention, in days. */
const logRetentions = Object.values(RetentionDays).filter((days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE); // prettier-ignore

const LogRetention = z.preprocess(
  numberIn,
  z.custom<RetentionDays>((value) => logRetentions.includes(value as RetentionDays), {
    error: `must be a number of days that CloudWatch Logs takes: ${logRetentions.join(', ')}`,
  }),
);

const wholeDays = 'must be a whole number of days, 1 to 3650';

const Days = z.preprocess(
  numberIn,
  z.int({ error: wholeDays }).min(1, { error: wholeDays }).max(3650, { error: wholeDays }),
);

const heartbeat = 'must be a whole number of seconds, 60 to 120';

/** Slower would make silence, which is told within five minutes, a guess. */
const Heartbeat = z.preprocess(
  numberIn,
  z.int({ error: heartbeat }).min(60, { error: heartbeat }).max(120, { error: heartbeat }),
);

const hour = 'must be a whole hour of UTC, 0 to 23';

const Hour = z.preprocess(numberIn, z.int({ error: hour }).min(0, { error: hour }).max(23, { error: hour }));

const ParameterName = z
  .string({ error: 'must be a text' })
  .regex(/^\/[A-Za-z0-9_.\-/]{1,900}$/, 'must be the name of an SSM parameter, beginning with "/"');

const Names = z.preprocess(
  membersIn,
  z
    .array(z.string().regex(/^[a-z0-9_*.-]{1,253}$/i, 'must be names with commas between, or a JSON list of them'), {
      error: 'must be names with commas between, or a JSON list of them',
    })
    .max(100, { error: 'must be at most 100' }),
);

/** Ids that AWS gives, of one kind: `subnet-…`, `sg-…`. */
const awsIds = (kind: string, most: number) =>
  z.preprocess(
    membersIn,
    z
      .array(z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `must be ids that begin with "${kind}-", with commas between, or a JSON list of them`), {
        error: `must be ids that begin with "${kind}-", with commas between, or a JSON list of them`,
      })
      .max(most, { error: `must be at most ${most}` }),
  ); // prettier-ignore

/** SSM keeps so many bytes in a parameter of its advanced tier. */
const mostFeedBytes = 8_192;

/** Feeds as docs/feeds.md has them: as JSON from cdk.json, or as a text that is JSON. */
const FeedList = z.preprocess((value) => (typeof value === 'string' ? value : JSON.stringify(value)), z.string());
/** An address of a public host, so that no link and no sign-in leads inside. */
const PublicUrl = z.string({ error: 'must be an https:// address' }).transform((text, context) => {
  const found = safeUrl(text, { to: 'public' });
  // As it is written: an issuer is known by its exact spelling.
  if ('url' in found) return text;
  context.addIssue({ code: 'custom', message: urlFaultText(found.fault) });
  return z.NEVER;
});

const oneWord = (what: string) => z.string({ error: 'must be a text' }).regex(/^[!-~]{1,200}$/, `must be ${what}`);

/** A list as JSON writes it, or its members with commas between, as `-c` hands it over. */
function membersIn(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').flatMap((part) => part.trim() || []) : value;
}

function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
}

const Given = z.object({
  installation: z
    .string({ error: 'must be a text' })
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower-case letters, digits or "-", the first a letter')
    .default('main'),
  alertEmails: EmailList.default([]),
  opsEmails: EmailList.default([]),
  slackParameter: ParameterName.optional(),
  dashboardUrl: PublicUrl.optional(),
  firstAdmin: Email.optional(),
  oidcIssuer: PublicUrl.optional(),
  oidcClientId: oneWord('the id of a public client of the issuer').optional(),
  oidcGroupsClaim: oneWord('the name of a claim').default('groups'),
  oidcGroupPrefix: z
    .string({ error: 'must be a text' })
    .regex(/^[!-~]{0,100}$/, 'must be what the names of the groups begin with')
    .default(''),
  // As many of each as Lambda takes.
  subnetIds: awsIds('subnet', 16).default([]),
  securityGroupIds: awsIds('sg', 5).default([]),
  loopbackClusters: Flag.default(false),
  ephemeral: Flag.default(false),
  logRetentionDays: LogRetention.default(RetentionDays.ONE_MONTH),
  archiveRetentionDays: Days.default(30),
  heartbeatSeconds: Heartbeat.default(60),
  digestHour: Hour.default(7),
  feeds: FeedList.default('[]'),
  ownNames: Names.default([]),
  developmentFeeds: Flag.default(false),
});

/** What an operator may set about an installation. */
export interface Settings {
  /** Tells installations of one account apart; part of the stack's name and of the parameters' names. */
  readonly installation: string;
  /** Who gets an e-mail for each incident. Each address must confirm to SNS once. */
  readonly alertEmails: readonly string[];
  /** Who gets an e-mail when Plumbline itself is in trouble. */
  readonly opsEmails: readonly string[];
  /** Name of the SecureString that holds the Slack webhook's address; the address itself is never a setting. */
  readonly slackParameter: string;
  /** Where links in notices lead. @default - the API of this installation */
  readonly dashboardUrl: string | undefined;
  /** Who is invited as the first admin. @default - nobody: add one in Cognito, or by a group of the issuer */
  readonly firstAdmin: string | undefined;
  /** OpenID Connect issuer that people sign in with, and our client there. @default - a Cognito user pool of the installation's own */
  readonly oidcIssuer: string | undefined;
  readonly oidcClientId: string | undefined;
  /** The claim of its tokens that holds a person's groups, and what the names of ours begin with. */
  readonly oidcGroupsClaim: string;
  readonly oidcGroupPrefix: string;
  /** Subnets that `discover` and `enrich` run in, and their security groups, for clusters with private endpoints only. @default - outside any VPC */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Clusters may be on this very machine: for installations that run on one, never for AWS. */
  readonly loopbackClusters: boolean;
  /** Delete table and bucket with the stack: for trials, never for an installation that is relied on. */
  readonly ephemeral: boolean;
  readonly logRetentionDays: RetentionDays;
  /** How long resolved observations are kept for replay. */
  readonly archiveRetentionDays: number;
  /** How often sentinels tell counters, in seconds; what is new they tell at once. */
  readonly heartbeatSeconds: number;
  /** When the daily digest is sent, in whole hours of UTC. */
  readonly digestHour: number;
  /** Lists of threats that are fetched every six hours, as JSON: docs/feeds.md. */
  readonly feeds: string;
  /** Names of one's own, with all under them: no feed decides about them. */
  readonly ownNames: readonly string[];
  /** Feeds may also come from files and from this machine: for development, never in an account. */
  readonly developmentFeeds: boolean;
}

/** Names the setting, what it was, and what would do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The settings in the context of an app. Throws a SettingsError that names key, value and what is allowed. */
export function settingsIn(context: Readonly<Record<string, unknown>>): Settings {
  const known = Object.keys(Given.shape);
  for (const key of Object.keys(context)) {
    if (isSettingName(key) && !known.includes(key)) {
      throw new SettingsError(`Setting ${key}: there is no such setting. There are: ${known.join(', ')}.`);
    }
  }
  const given = Given.safeParse(context);
  if (!given.success) {
    const [issue] = given.error.issues;
    const key = String(issue?.path[0] ?? '');
    throw new SettingsError(`Setting ${key}${shown(key, context[key])}: ${issue?.message}.`);
  }
  checkFeeds(given.data.feeds, given.data.developmentFeeds);
  const { installation, slackParameter, dashboardUrl, firstAdmin, oidcIssuer, oidcClientId, ...rest } = given.data;
  if ((oidcIssuer === undefined) !== (oidcClientId === undefined)) {
    throw new SettingsError('Setting oidcIssuer goes with oidcClientId: give both, or neither.');
  }
  if ((rest.subnetIds.length === 0) !== (rest.securityGroupIds.length === 0)) {
    throw new SettingsError('Setting subnetIds goes with securityGroupIds: give both, or neither.');
  }
  return {
    ...rest,
    installation,
    dashboardUrl,
    firstAdmin,
    oidcIssuer,
    oidcClientId,
    slackParameter: slackParameter ?? `${parameterRoot(installation)}/slack-webhook`,
  };
}

function checkFeeds(feeds: string, development: boolean): void {
  try {
    feedsIn(feeds, development);
  } catch (error) {
    if (error instanceof BadFeeds) throw new SettingsError(`Setting ${error.message}. docs/feeds.md says what a feed takes.`);
    throw error;
  }
  const bytes = Buffer.byteLength(feeds);
  if (bytes > mostFeedBytes) throw new SettingsError(`Setting feeds: takes at most ${mostFeedBytes} bytes as JSON; these are ${bytes}.`);
} // prettier-ignore

/** All settings that an app was given, whether by cdk.json or by `-c`. */
export function settingsOf(node: Node): Settings {
  return settingsIn(node.getAllContext() as Record<string, unknown>);
}

/** Under this name CloudWatch keeps what an installation counts. */
export function metricNamespace({ installation }: Settings): string {
  return installation === 'main' ? 'Plumbline' : `Plumbline/${installation}`;
}

// A webhook's address is a secret, and this is where one is pasted by mistake.
function shown(key: string, value: unknown): string {
  return key === 'slackParameter' ? '' : ` = ${JSON.stringify(value)}`;
}

/** Everything that an installation keeps in SSM lies below this name. */
export function parameterRoot(installation: string): string {
  return `/plumbline/${installation}`;
}

/** Name of the SecureString that holds address and secret of the signed webhook. */
export function webhookParameter({ installation }: Pick<Settings, 'installation'>): string {
  return `${parameterRoot(installation)}/webhook`;
}

/** Where the Kubernetes tokens of clusters lie in SSM: the prefix of their names, and the ARN of all below it. */
export function clusterParameters(stack: Stack, { installation }: Settings): { prefix: string; arn: string } {
  const prefix = `${parameterRoot(installation)}/clusters`;
  return {
    prefix,
    arn: stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: `${prefix.slice(1)}/*` }),
  };
}

// Context also holds CDK's own keys: feature flags (`@aws-cdk/…`), `aws:cdk:…`, lookups and `acknowledged-issue-numbers`.
function isSettingName(key: string): boolean {
  return /^[A-Za-z_]+$/.test(key) && key !== 'context';
}
