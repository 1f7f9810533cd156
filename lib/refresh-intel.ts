import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type IFilterPattern } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { RefreshIntelEnv } from '../lambdas/refresh-intel/env.ts';
import { changesIndex } from './graph-table.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { metricNamespace, parameterRoot } from './settings.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { StageSchedule } from './stage-schedule.ts';
import { intelligencePrefix } from './storage-bucket.ts';
import { grantBelow } from './wildcard-grant.ts';

export interface RefreshIntelProps extends StageProps {
  readonly table: ITableV2;
  readonly bucket: IBucket;
  readonly version: string;
  readonly ops: ITopic;
}

/** Fetches the configured feeds, publishes one index of them, and searches what is stored for indicators that are new. */
export class RefreshIntel extends Construct {
  constructor(scope: Construct, id: string, props: RefreshIntelProps) {
    super(scope, id);
    const { table, bucket, settings, version, ops } = props;
    const standardBytes = 4_096;
    const feeds = new StringParameter(this, 'Feeds', {
      parameterName: `${parameterRoot(settings.installation)}/feeds`,
      description: 'Feeds of threat intelligence that are fetched: docs/feeds.md',
      stringValue: settings.feeds,
      tier: Buffer.byteLength(settings.feeds) > standardBytes ? ParameterTier.ADVANCED : ParameterTier.STANDARD,
    });
    const worker = new StageFunction<RefreshIntelEnv>(this, 'Function', {
      ...props,
      stage: 'refresh-intel',
      description: 'Fetches feeds of threat intelligence and publishes the index',
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: bucket.bucketName,
        FEEDS_PARAMETER: feeds.parameterName,
        OWN_NAMES: settings.ownNames.join(','),
        DEVELOPMENT_FEEDS: settings.developmentFeeds ? 'true' : 'false',
        PLUMBLINE_VERSION: version,
      },
      timeout: Duration.minutes(15),
      // A feed of a million names is held as text, as entries and as index at once.
      memoryMb: 2048,
    });
    worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
        resources: [table.tableArn],
      }),
    );
    worker.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${changesIndex}`] }),
    );
    worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['ssm:GetParameter'],
        resources: [
          Stack.of(this).formatArn({
            service: 'ssm',
            resource: 'parameter',
            resourceName: `${parameterRoot(settings.installation).slice(1)}/feeds`,
          }),
        ],
      }),
    );
    grantBelow(worker, {
      actions: ['s3:GetObject', 's3:PutObject'],
      resource: bucket.arnForObjects(`${intelligencePrefix}*`),
      reason: 'Keeps the last good fetch of each feed under a name of its own; all lie below this prefix.',
    });
    // Without it S3 answers 403 where nothing was published yet, which would read "access denied".
    worker.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    new StageSchedule(this, 'Every', { title: 'Refresh-intel', worker, every: Duration.hours(6), ops });
    this.alarmOn(worker, props, 'Refused', 'Feeds are refused', refused);
    this.alarmOn(worker, props, 'Stale', 'Intelligence is stale', message('feed is stale'));
  }

  private alarmOn(worker: StageFunction<RefreshIntelEnv>, { settings, ops }: RefreshIntelProps, id: string, heading: string, filterPattern: IFilterPattern): void {
    const metricName = `refresh-intel.${id.toLowerCase()}-feeds`;
    const filter = worker.logGroup.addMetricFilter(`${id}Feeds`, { filterPattern, metricNamespace: metricNamespace(settings), metricName });
    const metric = filter.metric({ period: Duration.minutes(5), statistic: 'sum' });
    new RunbookAlarm(this, id, { heading, metric, threshold: 1, ops });
  } // prettier-ignore
}

const message = (text: string) => FilterPattern.stringValue('$.message', '=', text);

// What a person has to look at: the publisher answered, and what it sent is not what it was. An outage mends itself.
const refused = FilterPattern.all(
  message('feed is not fresh'),
  FilterPattern.any(
    ...['shrunk', 'swollen', 'empty', 'too-flawed', 'nothing-kept', 'not-json', 'too-deep', 'markup', 'packed', 'too-large', 'too-many-entries', 'no-such-path', 'no-such-column', 'redirected-elsewhere', 'not-allowed'].map((reason) => FilterPattern.stringValue('$.reason', '=', reason)),
  ),
); // prettier-ignore
