import { StartError } from '../start-error.ts';
import { Journal } from '../state/journal.ts';
import { Queue, type QueueEvent, type QueueSpec } from './queue.ts';

const defaultRetentionS = 4 * 86_400;
const defaultMessageBytes = 1024 * 1024;

/** The spec of an AWS::SQS::Queue whose intrinsics are resolved. @param timerScale how many times faster timers run */
export function queueSpec(
  name: string,
  arn: string,
  properties: Readonly<Record<string, unknown>>,
  timerScale: number,
): QueueSpec {
  const scaled = (value: unknown, otherwiseS: number) => (Number(value ?? otherwiseS) * 1000) / timerScale;
  const redrive = properties['RedrivePolicy'] as { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
  return {
    name,
    arn,
    visibilityTimeoutMs: scaled(properties['VisibilityTimeout'], 30),
    delayMs: scaled(properties['DelaySeconds'], 0),
    retentionMs: Number(properties['MessageRetentionPeriod'] ?? defaultRetentionS) * 1000,
    maxMessageBytes: Number(properties['MaximumMessageSize'] ?? defaultMessageBytes),
    ...(redrive === undefined
      ? {}
      : { redrive: { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount } }),
  };
}

/** All queues of the template, and the one journal that keeps them. */
export class Queues {
  readonly #queues: ReadonlyMap<string, Queue>;
  readonly #journal: Journal<QueueEvent>;

  constructor(specs: readonly QueueSpec[], file: string) {
    const { journal, entries } = Journal.open<QueueEvent>(file);
    this.#journal = journal;
    const record = (...events: readonly QueueEvent[]) => {
      if (journal.isLong) journal.rewrite(this.all().flatMap((queue) => queue.snapshot()));
      journal.append(...events);
    };
    this.#queues = new Map(
      specs.map((spec) => [spec.name, new Queue(spec, record, () => this.find(spec.redrive?.deadLetterArn ?? ''))]),
    );
    for (const { spec } of this.all()) {
      if (spec.redrive !== undefined && this.find(spec.redrive.deadLetterArn) === undefined) {
        throw new StartError(
          `Queue ${spec.name} sends its dead letters to ${spec.redrive.deadLetterArn}, which is not in the template.`,
        );
      }
    }
    for (const event of entries) this.#queues.get(event.queue)?.replay(event);
  }

  /** By name, ARN or URL. */
  find(reference: string): Queue | undefined {
    return this.#queues.get(reference.split(/[:/]/).at(-1) ?? '');
  }

  all(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  close(): void {
    this.#journal.close();
  }
}
