import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface ThrottlesProps {
  readonly table: ITableV2;
  readonly ops: ITopic;
}

/** Alarms on what AWS refuses because there is too much of it. Everything is tried again, so a moment of it is none. */
export class Throttles extends Construct {
  constructor(scope: Construct, id: string, { table, ops }: ThrottlesProps) {
    super(scope, id);
    const often = { period: Duration.minutes(1), statistic: 'sum' };
    const lasting = { threshold: 1, evaluationPeriods: 5, ops };
    new RunbookAlarm(this, 'Functions', {
      heading: 'Functions are throttled',
      // Of the account in this region: its functions share one limit, whoever uses it up.
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', ...often }),
      ...lasting,
    });
    new RunbookAlarm(this, 'Table', {
      heading: 'The table refuses writes',
      metric: new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'WriteThrottleEvents',
        dimensionsMap: { TableName: table.tableName },
        ...often,
      }),
      ...lasting,
    });
  }
}
