import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { metricNamespace, type Settings } from './settings.ts';
import { StageFunction } from './stage-function.ts';

export interface OperationsBoardProps {
  readonly settings: Settings;
  /** All below it is on the board. */
  readonly of: Construct;
}

const period = Duration.minutes(5);
const half = { width: 12, height: 7 } as const;

/** What stages count, under the names that they give it; `by reason`: a line for each of its reason words. */
export const counted: readonly { readonly title: string; readonly metrics: readonly string[]; readonly by?: 'reason' }[] = [
  { title: 'Conversations taken in', metrics: ['ingest.observations', 'enrich.sights'] },
  { title: 'Deviations and incidents, by reason', metrics: ['detect.findings', 'detect.incidents'], by: 'reason' },
  { title: 'Told, and not told again', metrics: ['announce.published', 'notify.posted', 'notify.skipped'], by: 'reason' },
  { title: 'Refused at the door, and by channels', metrics: ['authorize.refused', 'ingest.refused', 'notify.refused'], by: 'reason' },
]; // prettier-ignore

/** One page in CloudWatch for who operates this: alarms, then stages, queues, the stream, and what was counted. */
export class OperationsBoard extends Dashboard {
  constructor(scope: Construct, id: string, { settings, of }: OperationsBoardProps) {
    const below = of.node.findAll();
    const stages = below.filter((one) => one instanceof StageFunction);
    const queues = below.filter((one) => one instanceof Queue);
    const alarms = below.filter((one) => one instanceof Alarm);
    const ofStages = (title: string, metric: (stage: Function) => IMetric): IWidget =>
      new GraphWidget({ ...half, title, left: stages.map(metric) });
    const ofQueues = (title: string, metric: (queue: Queue) => IMetric): IWidget =>
      new GraphWidget({ ...half, title, left: queues.map(metric) });
    const label = ({ node }: Construct) => node.path.split('/').slice(1, -1).join(' ');
    super(scope, id, {
      dashboardName: `plumbline-${settings.installation}`,
      defaultInterval: Duration.hours(6),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms: docs/runbook.md has a heading for each', alarms, width: 24, height: 6 })],
        [
          ofStages('Errors', (stage) => stage.metricErrors({ period, label: label(stage) })),
          ofStages('Throttles', (stage) => stage.metricThrottles({ period, label: label(stage) })),
        ],
        [
          ofStages('How long they take, p95', (stage) => stage.metricDuration({ period, statistic: 'p95', label: label(stage) })),
          ofStages('Age of the stream where they read it', (stage) => stage.metric('IteratorAge', { period, statistic: 'max', label: label(stage) })),
        ],
        [
          ofQueues('Waiting in queues, dead letters among them', (queue) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'max', label: label(queue) })),
          ofQueues('Age of the oldest message', (queue) => queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'max', label: label(queue) })),
        ],
        ...[counted.slice(0, 2), counted.slice(2)].map((row) => row.map(({ title, metrics, by }) => new GraphWidget({ ...half, title, left: metrics.map((metric) => sumOf(metric, by, settings)) }))),
      ],
    });
  }
} // prettier-ignore

/** By a search, because the reason words that will occur are not known when this is deployed. */
function sumOf(metric: string, by: 'reason' | undefined, settings: Settings): IMetric {
  const dimensions = by === undefined ? 'service' : 'service,reason';
  const expression = `SEARCH('{"${metricNamespace(settings)}",${dimensions}} MetricName="${metric}"', 'Sum', ${period.toSeconds()})`;
  return new MathExpression({ expression, label: by === undefined ? metric : '', period, usingMetrics: {} });
}
