import { availableParallelism } from 'node:os';
import type { Access, Caller } from '../iam/access.ts';
import { AccessDenied } from '../iam/access.ts';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import { Pool } from './pool.ts';
import type { Outcome, SandboxSpec } from './sandbox.ts';

/** Lambda's bound for a request and an answer, in bytes of JSON. */
const maxPayloadBytes = 6 * 1024 * 1024;
/** At once, of one function. */
export const maxSandboxes = Math.min(8, 2 * availableParallelism());

export type LocalFunction = Readonly<{
  logicalId: string;
  name: string;
  arn: string;
  role: Extract<Caller, { kind: 'role' }>;
  spec: SandboxSpec;
  concurrency: number;
  /** False when the template names a log group, which then exists already. */
  makesLogGroup: boolean;
  traced: boolean;
}>;

/** Lambda: the functions of the template, each with its own sandboxes. */
export class Functions {
  readonly #functions: ReadonlyMap<string, LocalFunction>;
  readonly #pools = new Map<string, Pool>();
  readonly #access: Access;
  readonly #log: Log;
  #ended = false;

  constructor(functions: readonly LocalFunction[], access: Access, log: Log) {
    this.#access = access;
    this.#log = log;
    this.#functions = new Map(functions.map((one) => [one.name, one]));
    for (const one of functions) {
      this.#pools.set(one.name, new Pool(one.spec, one.concurrency, (line) => log(one.logicalId, line)));
    }
  }

  /** By name or ARN, as templates refer to functions. */
  get(reference: string): LocalFunction {
    const found = this.find(reference);
    if (found === undefined)
      throw new StartError(`The template refers to function ${reference}, which it does not hold.`);
    return found;
  }

  find(reference: string): LocalFunction | undefined {
    const name = /:function:([^:/]+)/.exec(reference)?.[1] ?? reference;
    return this.#functions.get(name) ?? [...this.#functions.values()].find(({ logicalId }) => logicalId === name);
  }

  all(): readonly LocalFunction[] {
    return [...this.#functions.values()];
  }

  get inFlight(): number {
    return [...this.#pools.values()].reduce((sum, pool) => sum + pool.inFlight, 0);
  }

  /** Loads each bundle once, one after the other, so that a first event does not wait for all of them. */
  async warm(): Promise<void> {
    for (const pool of this.#pools.values()) if (!this.#ended) await pool.warm();
  }

  /** As another service or role does it: refused when nothing in the template allows it. */
  async invoke(reference: string, event: unknown, caller: Caller): Promise<Outcome> {
    const target = this.get(reference);
    try {
      this.#access.require(caller, 'lambda:InvokeFunction', target.arn);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      this.#log(target.logicalId, error.message);
      return { kind: 'failed', error: { errorType: 'AccessDeniedException', errorMessage: error.message } };
    }
    return this.run(target, event);
  }

  /** As Lambda's own pollers do it, which need no permission to invoke. */
  async run(target: LocalFunction, event: unknown): Promise<Outcome> {
    const text = JSON.stringify(event);
    if (Buffer.byteLength(text) > maxPayloadBytes) {
      return failed('RequestTooLargeException', `the event has more than ${maxPayloadBytes} bytes`);
    }
    this.#serviceRights(target);
    const outcome = await this.#pools.get(target.name)?.invoke(text);
    if (outcome === undefined) return failed('ResourceNotFoundException', `no function ${target.name}`);
    if (outcome.kind === 'failed') {
      const { errorType, errorMessage, trace } = outcome.error;
      this.#log(target.logicalId, `failed: ${errorType}: ${errorMessage}`);
      for (const line of trace?.slice(1, 4) ?? []) this.#log(target.logicalId, line);
    } else if (Buffer.byteLength(outcome.payload) > maxPayloadBytes) {
      return failed('Function.ResponseSizeTooLarge', `the answer has more than ${maxPayloadBytes} bytes`);
    }
    return outcome;
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }

  /** Lambda writes logs and traces with the function's own role; without the right to, they are lost on AWS. */
  #serviceRights({ role, spec, makesLogGroup, traced, logicalId }: LocalFunction): void {
    const group = `${role.arn.replace(/^arn:aws:iam::(\d+):.*/, `arn:aws:logs:${spec.environment['AWS_REGION']}:$1`)}:log-group:${spec.logGroup}`;
    const needs = [
      ...(makesLogGroup ? [['logs:CreateLogGroup', group] as const] : []),
      ['logs:CreateLogStream', `${group}:log-stream:local`] as const,
      ['logs:PutLogEvents', `${group}:log-stream:local`] as const,
      ...(traced ? [['xray:PutTraceSegments', '*'] as const, ['xray:PutTelemetryRecords', '*'] as const] : []),
    ];
    for (const [action, resource] of needs) {
      if (!this.#access.allows(role, action, resource)) {
        this.#log(logicalId, `its role does not allow ${action}: on AWS these lines would be lost`);
      }
    }
  }
}

function failed(errorType: string, errorMessage: string): Outcome {
  return { kind: 'failed', error: { errorType, errorMessage } };
}
