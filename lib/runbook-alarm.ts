import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface RunbookAlarmProps {
  /** The heading in docs/runbook.md under which it says what this means and what to do. */
  readonly heading: string;
  readonly metric: IMetric;
  /** Rings at this value or above. */
  readonly threshold: number;
  /** How many periods of the metric must be at the threshold. @default 1 */
  readonly evaluationPeriods?: number;
  /** Where Plumbline's own trouble is told. */
  readonly ops: ITopic;
}

/** An alarm that says where to read on. Silence is no alarm: an idle installation reports nothing. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { heading, metric, threshold, evaluationPeriods = 1, ops } = props;
    super(scope, id, {
      alarmDescription: `${heading}. What to do: docs/runbook.md#${anchorOf(heading)}`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.addAlarmAction(new SnsAction(ops));
  }
}

/** The anchor that Markdown renderers give a heading: lower case, words joined by hyphens, nothing else. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
