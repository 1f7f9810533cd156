import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { authorizeIndexKey } from '../../core/authorize-index.ts';
import { table as keys } from '../../adapters/dynamodb/keys.ts';
import { AnnounceEnv } from '../../lambdas/announce/env.ts';
import { ApiEnv } from '../../lambdas/api/env.ts';
import { AuditEnv } from '../../lambdas/audit/env.ts';
import { AuthorizeEnv } from '../../lambdas/authorize/env.ts';
import { DetectEnv } from '../../lambdas/detect/env.ts';
import { DiscoverEnv } from '../../lambdas/discover/env.ts';
import { EnrichEnv } from '../../lambdas/enrich/env.ts';
import { IngestEnv } from '../../lambdas/ingest/env.ts';
import { InventoryEnv } from '../../lambdas/inventory/env.ts';
import { NotifyEnv } from '../../lambdas/notify/env.ts';
import { RelayEnv } from '../../lambdas/relay/env.ts';
import { RefreshIntelEnv } from '../../lambdas/refresh-intel/env.ts';
import { SurveyEnv } from '../../lambdas/survey/env.ts';
import { SweepEnv } from '../../lambdas/sweep/env.ts';
import { rosterPrefix as rosters } from '../../adapters/rosters.ts';
import { intelligenceKeys } from '../../core/feeds/status.ts';
import { reviewPrefix as reviews } from '../../lambdas/published-review.ts';
import { counted } from '../../lib/operations-board.ts';
import { anchorOf } from '../../lib/runbook-alarm.ts';
import {
  authorizeIndexObject,
  intelligenceIndexObject,
  intelligencePrefix,
  reviewPrefix,
  rosterPrefix,
  intelligenceStatusObject,
} from '../../lib/storage-bucket.ts';
import { type Resource, resourcesOf, type Stage, stages, templateOf } from './stack.ts';

const template = templateOf();

const schemas = {
  announce: AnnounceEnv, api: ApiEnv, authorize: AuthorizeEnv, detect: DetectEnv, enrich: EnrichEnv, ingest: IngestEnv, notify: NotifyEnv,
  'refresh-intel': RefreshIntelEnv, audit: AuditEnv, discover: DiscoverEnv, inventory: InventoryEnv, survey: SurveyEnv, sweep: SweepEnv,
  relay: RelayEnv,
}; // prettier-ignore

/** The one resource of a type whose logical id begins so. */
function one(type: string, prefix = '', of: Template = template): [string, Resource] {
  const [found, ...others] = resourcesOf(of, type).filter(([id]) => id.startsWith(prefix));
  if (found === undefined || others.length > 0) throw new Error(`not one ${type} that begins with ${prefix}`);
  return found;
}

const propertiesOf = (type: string, prefix = '') => one(type, prefix)[1].Properties;

function environmentOf(stage: Stage, of: Template = template): Record<string, unknown> {
  const functionName = `${stage.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Function`; // prettier-ignore
  return (one('AWS::Lambda::Function', functionName, of)[1].Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
} // prettier-ignore

test('the stack is what it was', () => {
  const json = JSON.stringify(template.toJSON(), undefined, 1);
  // The content of handlers is not the stack's business, and the board has a test of its own.
  const still = JSON.parse(json.replaceAll(/[0-9a-f]{64}(?=\.zip)/g, 'bundle')) as {
    Resources: Record<string, Resource>;
  };
  const boards = Object.values(still.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  for (const { Properties } of boards) Object.assign(Properties, { DashboardBody: 'alarms, functions, queues' });
  expect(still).toMatchSnapshot();
});

test('rosters and review lists lie where discover and sweep may keep them', () => {
  expect([rosterPrefix, reviewPrefix]).toEqual([rosters, reviews]);
});

describe('what holds state', () => {
  it('keeps its logical ids, for another id is another, empty one', () => {
    expect(one('AWS::DynamoDB::GlobalTable')[0]).toBe('GraphA02F0199');
    expect(one('AWS::S3::Bucket', 'Storage')[0]).toBe('Storage07F31EBC');
  });

  it('stays when the stack goes', () => {
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of [one('AWS::DynamoDB::GlobalTable'), one('AWS::S3::Bucket', 'Storage')]) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    }
  }); // prettier-ignore

  it('goes with the stack in a trial', () => {
    const trial = templateOf({ ephemeral: 'true' });
    for (const [type, prefix] of [
      ['AWS::DynamoDB::GlobalTable', ''],
      ['AWS::S3::Bucket', 'Storage'],
    ] as const) {
      expect(one(type, prefix, trial)[1].DeletionPolicy).toBe('Delete');
    }
    trial.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
  });
});

describe('the table', () => {
  const properties = propertiesOf('AWS::DynamoDB::GlobalTable');

  it('has the keys that keys.ts spells', () => {
    expect(properties['KeySchema']).toEqual([
      { AttributeName: keys.partition, KeyType: 'HASH' },
      { AttributeName: keys.sort, KeyType: 'RANGE' },
    ]);
    expect(properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: keys.index,
        KeySchema: [
          { AttributeName: keys.indexPartition, KeyType: 'HASH' },
          { AttributeName: keys.indexSort, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
    expect(properties['TimeToLiveSpecification']).toEqual({ AttributeName: keys.expiry, Enabled: true });
  });

  it('streams old and new images, is paid by request and can be set back in time', () => {
    expect(properties).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it('has two readers of its stream, for what is judged and for what is told', () => {
    const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    const readers = mappings.filter((each) => each['StartingPosition'] !== undefined);
    expect(readers.map(({ FilterCriteria }) => FilterCriteria)).toEqual(
      [['edge', 'exposure', 'traits', 'event'], ['incident']].map((types) => ({
        Filters: [{ Pattern: JSON.stringify({ eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { type: { S: types } } } }) }],
      })),
    );
    for (const reader of readers) {
      expect(reader).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumBatchingWindowInSeconds: 0,
        MaximumRetryAttempts: 10,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
    }
  }); // prettier-ignore
});

describe('the bucket', () => {
  it('is private, versioned, and lets the archive expire', () => {
    expect(propertiesOf('AWS::S3::Bucket', 'Storage')).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: { Rules: expect.arrayContaining([expect.objectContaining({ Prefix: 'archive/', ExpirationInDays: 30 })]) },
    });
  }); // prettier-ignore

  it('has the index of tokens where core says', () => {
    expect(authorizeIndexObject).toBe(authorizeIndexKey);
    expect([intelligenceIndexObject, intelligencePrefix, intelligenceStatusObject]).toEqual([
      intelligenceKeys.index,
      intelligenceKeys.prefix,
      intelligenceKeys.status,
    ]);
  });
});

describe('the HTTP API', () => {
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);

  it('has no route without an authorizer', () => {
    const types = routes.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType]);
    expect(Object.fromEntries(types)).toEqual({
      'POST /v1/inventory': 'CUSTOM',
      'GET /v1/policy': 'CUSTOM',
      'POST /v1/telemetry': 'CUSTOM',
      'DELETE /v1/{proxy+}': 'JWT',
      // How to sign in, which one must be able to read before.
      'GET /config.json': 'NONE',
      'GET /v1/{proxy+}': 'JWT',
      'POST /v1/{proxy+}': 'JWT',
      'PUT /v1/{proxy+}': 'JWT',
    });
  });

  it('asks authorize about the Authorization header, and believes it for five minutes', () => {
    expect(propertiesOf('AWS::ApiGatewayV2::Authorizer', 'HttpApiSentinels')).toMatchObject({
      AuthorizerType: 'REQUEST',
      EnableSimpleResponses: true,
      AuthorizerPayloadFormatVersion: '2.0',
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 300,
    });
  });

  it('is throttled, keeps an access log without secrets, and lets no other origin in', () => {
    const stage = propertiesOf('AWS::ApiGatewayV2::Stage');
    expect(stage).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 } });
    const { Format } = stage['AccessLogSettings'] as { Format: string };
    expect(Format).not.toMatch(/header|Authorization|queryString|body/);
    expect(propertiesOf('AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration');
  });
});

describe('functions', () => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');

  it('run on arm64 and Node 24, and reserve no concurrency, of which new accounts have none to spare', () => {
    expect(functions).toHaveLength(stages.length);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Handler: 'index.handler' });
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  it.each(stages)('%s is given just what its env.ts asks for', (stage) => {
    const { POWERTOOLS_METRICS_NAMESPACE: namespace, ...given } = environmentOf(stage);
    expect(Object.keys(given).toSorted()).toEqual(Object.keys(schemas[stage].shape).toSorted());
    expect(namespace).toBe('Plumbline');
  });

  it('have a log of their own with a retention', () => {
    const logs = functions.map(([, { Properties }]) => (Properties['LoggingConfig'] as { LogGroup: { Ref: string } }).LogGroup.Ref);
    expect(new Set(logs).size).toBe(functions.length);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  }); // prettier-ignore
});

describe('queues', () => {
  it('wait six times as long as their reader may take, and send back single messages', () => {
    const visible = ['EnrichTelemetryQueue', 'NotifyNoticesQueue', 'RelayMessagesQueue'].map((prefix) => propertiesOf('AWS::SQS::Queue', prefix)['VisibilityTimeout']); // prettier-ignore
    const timeouts = ['EnrichFunction', 'NotifyFunction', 'RelayFunction'].map((prefix) => propertiesOf('AWS::Lambda::Function', prefix)['Timeout']); // prettier-ignore
    expect(visible).toEqual(timeouts.map((seconds) => 6 * Number(seconds)));
    const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    const ofQueues = mappings.filter((each) => each['StartingPosition'] === undefined);
    expect(ofQueues).toHaveLength(3);
    for (const mapping of ofQueues) {
      expect(mapping).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    }
  });

  it('keep a batch for twice as long as a table may refuse everything, before it is a dead letter', () => {
    const { VisibilityTimeout, RedrivePolicy } = propertiesOf('AWS::SQS::Queue', 'EnrichTelemetryQueue');
    const { maxReceiveCount } = RedrivePolicy as { maxReceiveCount: number };
    expect(Number(VisibilityTimeout) * maxReceiveCount).toBeGreaterThanOrEqual(3_600);
  });

  it('take 1 MiB, are encrypted, and refuse what does not come over TLS', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MaximumMessageSize: 1_048_576 });
    const queues = resourcesOf(template, 'AWS::SQS::Queue').length;
    const refusals = resourcesOf(template, 'AWS::SQS::QueuePolicy').filter(([, { Properties }]) => JSON.stringify(Properties).includes('"aws:SecureTransport":"false"')); // prettier-ignore
    expect(refusals).toHaveLength(queues);
  });
});

describe('topics', () => {
  it('hand notices to the queues of those whom they are for, raw, with dead letters of their own', () => {
    const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    for (const audience of ['chat', 'machines']) {
      expect(subscriptions).toContainEqual(expect.objectContaining({
        Protocol: 'sqs',
        RawMessageDelivery: true,
        FilterPolicy: { audience: [audience] },
        RedrivePolicy: { deadLetterTargetArn: expect.anything() },
      }));
    }
  }); // prettier-ignore

  it('mail incidents and trouble to those whom the settings name', () => {
    const mailed = templateOf({ alertEmails: 'a@example.org,b@example.org', opsEmails: ['ops@example.org'] });
    const subscriptions = resourcesOf(mailed, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    const mails = subscriptions.filter(({ Protocol }) => Protocol === 'email').map(({ Endpoint, TopicArn }) => [Endpoint, (TopicArn as { Ref: string }).Ref.slice(0, 3)]); // prettier-ignore
    expect(mails).toEqual([
      ['ops@example.org', 'Ops'],
      ['a@example.org', 'Ann'],
      ['b@example.org', 'Ann'],
    ]);
  });

  it('let alarms of this account publish, which a policy of their own would otherwise forbid', () => {
    expect(propertiesOf('AWS::SNS::TopicPolicy', 'Ops')['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    });
  });
});

describe('alarms', () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const headings = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading);
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const anchors = alarms.map(({ AlarmDescription }) => String(AlarmDescription).split('docs/runbook.md#')[1]);

  it('each lead to a heading of the runbook, and each heading to an alarm', () => {
    expect(new Set(anchors)).toEqual(new Set(headings.map(anchorOf)));
    expect(new Set(headings).size).toBe(headings.length);
  });

  it('each tell the ops topic, and take silence for peace but where something has to run', () => {
    const ops = { Ref: one('AWS::SNS::Topic', 'Ops')[0] };
    for (const { AlarmActions, TreatMissingData, MetricName } of alarms) {
      expect([AlarmActions, TreatMissingData]).toEqual([[ops], MetricName === 'Invocations' ? 'breaching' : 'notBreaching']);
    }
  }); // prettier-ignore

  it('watch every queue that holds what failed', () => {
    const dead = resourcesOf(template, 'AWS::SQS::Queue').filter(([, { Properties }]) => Properties['RedrivePolicy'] === undefined); // prettier-ignore
    const watched = alarms.filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible');
    expect(watched).toHaveLength(dead.length);
  });
});

test('in subnets run those who ask clusters, and nobody else', () => {
  const within = templateOf({ subnetIds: 'subnet-0123456789abcdef0', securityGroupIds: ['sg-0123456789abcdef0'] });
  const placed = resourcesOf(within, 'AWS::Lambda::Function').filter(([, { Properties }]) => Properties['VpcConfig'] !== undefined); // prettier-ignore
  expect(placed.map(([id, { Properties }]) => [id.replace(/Function.*/, ''), Properties['VpcConfig']])).toEqual(
    ['Enrich', 'Discover'].map((stage) => [expect.stringContaining(stage), { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] }]),
  ); // prettier-ignore
  expect(JSON.stringify(template.toJSON())).not.toMatch(/VpcConfig|ec2:/);
});

describe('the board for who operates it', () => {
  const board = JSON.stringify(propertiesOf('AWS::CloudWatch::Dashboard')['DashboardBody']);

  it('shows every alarm, function and queue', () => {
    for (const type of ['AWS::CloudWatch::Alarm', 'AWS::Lambda::Function', 'AWS::SQS::Queue']) {
      const shown = resourcesOf(template, type).map(([id]) => id);
      expect(shown.filter((id) => !board.includes(`"${id}"`))).toEqual([]);
    }
  });

  it('asks for metrics that stages count, under their names', () => {
    const folder = join(import.meta.dirname, '../../lambdas');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n'); // prettier-ignore
    for (const { metrics, by } of counted) {
      for (const metric of metrics) {
        const [, reason] = new RegExp(`count\\('${metric.replace('.', '\\.')}', [^,()]+(?:\\([^)]*\\))?(, .+)?\\)`).exec(sources) ?? ['', undefined]; // prettier-ignore
        expect([metric, sources.includes(`'${metric}'`), reason !== undefined]).toEqual([
          metric,
          true,
          by === 'reason',
        ]);
      }
    }
  });
});

/** By which alarm a failure of each stage is noticed; those of routes by what the gateway answers. */
const noticedBy = {
  announce: 'Announce gave up on records', api: 'The API answers with errors', audit: 'Audit records are not taken', authorize: 'The API answers with errors',
  detect: 'Detect gave up on records', discover: 'Discover gave up', enrich: 'Telemetry queue dead letters', ingest: 'The API answers with errors',
  inventory: 'The API answers with errors', notify: 'Notice queue dead letters', 'refresh-intel': 'Refresh-intel gave up', relay: 'Relay queue dead letters',
  survey: 'Survey gave up', sweep: 'Sweep gave up',
} satisfies Record<Stage, string>; // prettier-ignore

test('a failure of each stage rings an alarm', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => String(Properties['AlarmDescription'])); // prettier-ignore
  for (const [stage, heading] of Object.entries(noticedBy)) {
    expect([stage, alarms.some((said) => said.startsWith(`${heading}. What to do`))]).toEqual([stage, true]);
  }
});

test('links in notices lead to the dashboard, under the name that the settings give it', () => {
  expect(JSON.stringify(environmentOf('announce')['DASHBOARD_URL'])).toMatch(/DashboardDistribution.*DomainName/);
  const dashboardUrl = 'https://plumbline.example.org';
  expect(environmentOf('announce', templateOf({ dashboardUrl }))['DASHBOARD_URL']).toBe(dashboardUrl);
});

test('an installation says where it is', () => {
  expect(Object.keys(template.toJSON()['Outputs'] as object).toSorted()).toEqual([
    'ApiUrl', 'AuditFunctionArn', 'BucketName', 'DashboardUrl', 'DiscoverRoleArn', 'EnrichRoleArn', 'IngestUrl', 'InventoryUrl', 'OpsTopicArn', 'SlackParameter', 'TableName', 'TopicArn',
  ]); // prettier-ignore
});
