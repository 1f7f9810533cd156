import { textIn } from '../template/text-in.ts';
import { randomUUID } from 'node:crypto';
import type { Access, Caller } from '../iam/access.ts';
import type { AsyncInvoke } from '../sandbox/async-invoke.ts';
import { StartError } from '../start-error.ts';
import type { World } from '../template/world.ts';
import { expressionOf } from './expression.ts';
import type { Schedule } from './schedules.ts';

export type ScheduleParts = Readonly<{ world: World; access: Access; invokeAsync: AsyncInvoke }>;

/** EventBridge Scheduler's schedules and EventBridge's scheduled rules. */
export function schedulesOf(parts: ScheduleParts): readonly Schedule[] {
  const { world } = parts;
  return [
    ...world.ofType('AWS::Scheduler::Schedule').map(({ id, properties }) => ofScheduler(id, properties, parts)),
    ...world.ofType('AWS::Events::Rule').map(({ id, properties }) => ofRule(id, properties, parts)),
  ];
}

type Target = Readonly<{ Arn?: string; Input?: string; RoleArn?: string } & Record<string, unknown>>;

const known = ['Arn', 'Id', 'Input', 'RoleArn', 'RetryPolicy', 'DeadLetterConfig'];

function targetOf(target: Target, id: string): Target & Readonly<{ Arn: string }> {
  const unknown = Object.keys(target).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new StartError(`${id} has a target with ${unknown.join(', ')}, which is not emulated.`);
  const { Arn } = target;
  if (Arn === undefined || !Arn.includes(':function:'))
    throw new StartError(`${id} runs ${String(Arn)}; only functions are run by schedules here.`);
  return { ...target, Arn };
}

function ofScheduler(id: string, properties: Readonly<Record<string, unknown>>, parts: ScheduleParts): Schedule {
  const { world, invokeAsync } = parts;
  const timezone = textIn(properties, 'ScheduleExpressionTimezone', 'UTC');
  if (!['UTC', 'Etc/UTC'].includes(timezone))
    throw new StartError(`${id} is in time zone ${timezone}; only UTC is emulated.`);
  const target = targetOf(properties['Target'] as Target, id);
  const name = textIn(properties, 'Name', id);
  const arn = `arn:aws:scheduler:${world.region}:${world.account}:schedule/default/${name}`;
  const caller = world.roleCaller(target.RoleArn ?? '', id, name);
  return {
    logicalId: id,
    name,
    expression: expressionOf(textIn(properties, 'ScheduleExpression'), id),
    enabled: properties['State'] !== 'DISABLED',
    beginsAtOnce: true,
    fire: (at) => invokeAsync(target.Arn, inputOf(target, at, arn, 'aws.scheduler', world), caller),
  };
}

function ofRule(id: string, properties: Readonly<Record<string, unknown>>, parts: ScheduleParts): Schedule {
  const { world, invokeAsync } = parts;
  const name = textIn(properties, 'Name', id);
  const arn = `arn:aws:events:${world.region}:${world.account}:rule/${name}`;
  const caller: Caller = { kind: 'service', service: 'events.amazonaws.com', sourceArn: arn };
  const targets = ((properties['Targets'] ?? []) as Target[]).map((target) => targetOf(target, id));
  return {
    logicalId: id,
    name,
    expression: expressionOf(textIn(properties, 'ScheduleExpression'), id),
    enabled: properties['State'] !== 'DISABLED',
    beginsAtOnce: false,
    fire: async (at) => {
      await Promise.all(
        targets.map((target) => invokeAsync(target.Arn, inputOf(target, at, arn, 'aws.events', world), caller)),
      );
    },
  };
}

/** The target's own input with its placeholders filled in, or the event that says that it was time. */
function inputOf({ Input }: Target, atMs: number, arn: string, source: string, { region, account }: World): unknown {
  const time = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const id = randomUUID();
  if (Input === undefined) {
    return {
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source,
      account,
      time,
      region,
      resources: [arn],
      detail: {},
    };
  }
  return JSON.parse(
    Input.replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.execution-id>', id)
      .replaceAll('<aws.scheduler.attempt-number>', '1'),
  );
}
