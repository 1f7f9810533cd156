import type { Grant } from './iam/access.ts';
import type { RuntimeClock } from './clock.ts';
import type { LocalCredentials } from './credentials.ts';
import type { Log } from './log.ts';
import type { ScheduleStatus } from './schedule/schedules.ts';
import type { Seam } from './seam.ts';
import type { OuterDoor } from './http/outer-door.ts';
import type { Person } from './sign-in/issuer.ts';

export type LocalOptions = Readonly<{
  /** The synthesized template, or the path of its file. */
  template: string | object;
  /** Where `cdk synth` staged the functions' code (`cdk.out`). */
  assets: string;
  /** What outlives the process. @default .plumbline */
  stateDir?: string;
  /** Of the first HTTP API, on loopback. @default any free port */
  port?: number;
  /** Where mails are handed to. @default they are only kept in the outbox */
  smtp?: Readonly<{ host: string; port: number }>;
  /** Where sentinels of other machines may post. @default other machines reach nothing */
  outer?: OuterDoor;
  /** How many times faster schedules, visibility timeouts, windows and pauses run. @default 1 */
  timerScale?: number;
  /** The clock that scenarios set; handlers find it as PLUMBLINE_CLOCK. @default the system's clock */
  clockFile?: string;
  /** EKS clusters by name, as `aws eks describe-cluster` prints them under `cluster`. @default EKS knows none */
  eks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** SSM parameters, kept as SecureString. They replace what the state folder holds. */
  parameters?: Readonly<Record<string, string>>;
  /** @default nobody listens */
  log?: Log;
  /** For tests alone: called at each seam. */
  seam?: Seam;
}>;

export type QueueStatus = Readonly<{ visible: number; inFlight: number; delayed: number }>;

export type LocalStatus = Readonly<{
  quiet: boolean;
  /** The installation's time, ISO 8601. */
  now: string;
  queues: Readonly<Record<string, QueueStatus>>;
  streams: Readonly<Record<string, Readonly<{ position: string; caughtUp: boolean }>>>;
  schedules: readonly ScheduleStatus[];
  /** Messages of topics that wait for a subscriber. */
  undelivered: number;
  /** Events that functions work on. */
  invocations: number;
}>;

export type LocalRuntime = Readonly<{
  /** Base URL of the first HTTP API, without a slash at the end. */
  url: string;
  /** Of the door for other machines, where there is one. */
  outerPort: number | undefined;
  /** By logical id of the API; `aws` is the endpoint in the place of AWS. */
  ports: Readonly<Record<string, number>>;
  /** Outputs of the stack, as `cdk deploy` would print them. */
  outputs: Readonly<Record<string, string>>;
  /** What is left out of this template, and what a user then does not see. */
  losses: Readonly<Record<string, string>>;
  /** The local person: signs requests to IAM-authorised routes, to `/_local/` and to the AWS endpoint. */
  credentials: LocalCredentials;
  /** Opened in a browser, it signs in whoever opens it. A secret. */
  signInUrl: string;
  /** A token as the user pool would give it to this person, for an hour. */
  tokenFor(person: Person): Promise<string>;
  /** Environment with which an SDK or the AWS CLI acts as the local person. */
  environment: Readonly<Record<string, string>>;
  iam: Readonly<{
    /** Allow statements that made a call possible. */
    used(): readonly Grant[];
    /** Allow statements that nothing has needed so far. */
    unused(): readonly Grant[];
  }>;
  clock: RuntimeClock;
  setClock(setting: Readonly<{ at: number; scale?: number }>): void;
  status(): Promise<LocalStatus>;
  /** Runs a schedule now, by logical id or name, and waits until its function has settled. */
  trigger(name: string): Promise<void>;
  /** Deletes what has expired by the clock; happens by itself every second. Gives the number of items. */
  expire(): Promise<number>;
  /** Settles once every function has loaded its bundle; until then the first event of each waits for it. */
  readonly warmed: Promise<void>;
  /**
   * Resolves when queues with a consumer are empty, streams are read to the end, messages delivered and functions idle.
   * Rejects after `timeoutMs` (default 30 s) with what is still going on.
   */
  whenQuiet(options?: Readonly<{ timeoutMs?: number }>): Promise<void>;
  /** Ends everything; what was accepted and not handled is there at the next start. */
  stop(): Promise<void>;
}>;
