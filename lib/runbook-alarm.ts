import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface RunbookAlarmProps {
  /** The heading in docs/runbook.md under which it says what this means and what to do. */
  readonly heading: string;
  readonly metric: IMetric;
  /** Rings at this value or above; where silence is breaching, below it. */
  readonly threshold: number;
  /** How many periods of the metric must be at the threshold. @default 1 */
  readonly evaluationPeriods?: number;
  /** 'breaching': what has to happen again and again, and did not. @default an idle installation reports nothing, and that is no alarm */
  readonly silence?: 'breaching';
  /** Where Plumbline's own trouble is told. */
  readonly ops: ITopic;
}

/** An alarm that says where to read on. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { heading, metric, threshold, evaluationPeriods = 1, silence, ops } = props;
    super(scope, id, {
      alarmDescription: `${heading}. What to do: docs/runbook.md#${anchorOf(heading)}`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: silence === undefined ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD, // prettier-ignore
      treatMissingData: silence === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
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
