import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { plumblineApp } from './stack.ts';

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations: readonly Violation[];
  }[];
}

/** What both packs say of the app, as `cdk synth` would report it. */
function reportOn(context: Record<string, unknown> = {}): Report {
  const { app } = plumblineApp(context);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const { directory } = app.synth();
  const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as Report;
  rmSync(directory, { recursive: true });
  return report;
}

const paths = (violations: readonly Violation[]) =>
  violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );

test.each([
  [{}],
  [{ alertEmails: 'a@example.org,b@example.org', opsEmails: 'c@example.org' }],
  [{ ephemeral: 'true', firstAdmin: 'a@example.org' }],
  [{ oidcIssuer: 'https://login.example.org', oidcClientId: 'plumbline' }],
  [{ subnetIds: 'subnet-0123456789abcdef0,subnet-0fedcba9876543210', securityGroupIds: 'sg-0123456789abcdef0' }],
])('with %j cdk-nag finds nothing that is not acknowledged', (context) => {
  const { pluginReports } = reportOn(context);
  expect(pluginReports.map(({ pluginName }) => pluginName).toSorted()).toEqual(['AwsSolutions', 'Serverless']);
  expect(pluginReports.flatMap(({ violations }) => paths(violations))).toEqual([]);
});

test('what is acknowledged is this', () => {
  const suppressed = reportOn().pluginReports.flatMap(({ suppressedViolations }) => suppressedViolations);
  const rules = new Set(suppressed.map(({ ruleName }) => ruleName));
  expect([...rules].toSorted((a, b) => (a < b ? -1 : 1))).toMatchInlineSnapshot(`
   [
     "AwsSolutions-APIG4",
     "AwsSolutions-CFR1",
     "AwsSolutions-CFR2",
     "AwsSolutions-CFR3",
     "AwsSolutions-CFR4",
     "AwsSolutions-COG8",
     "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
     "AwsSolutions-IAM5[Action::s3:Abort*]",
     "AwsSolutions-IAM5[Action::s3:DeleteObject*]",
     "AwsSolutions-IAM5[Action::s3:GetBucket*]",
     "AwsSolutions-IAM5[Action::s3:GetObject*]",
     "AwsSolutions-IAM5[Action::s3:List*]",
     "AwsSolutions-IAM5[Resource::<DashboardFilesFF9B60FA.Arn>/*]",
     "AwsSolutions-IAM5[Resource::<Storage07F31EBC.Arn>/archive/*]",
     "AwsSolutions-IAM5[Resource::<Storage07F31EBC.Arn>/discover/*]",
     "AwsSolutions-IAM5[Resource::<Storage07F31EBC.Arn>/intelligence/*]",
     "AwsSolutions-IAM5[Resource::<Storage07F31EBC.Arn>/learning/*]",
     "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:eks:*:<AWS::AccountId>:cluster/*]",
     "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]",
     "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/plumbline/main/clusters/*]",
     "AwsSolutions-L1",
     "AwsSolutions-S1",
     "AwsSolutions-SQS3",
     "Serverless-LambdaDLQ",
     "Serverless-LambdaEventSourceMappingDestination",
     "Serverless-LambdaLatestVersion",
     "Serverless-LambdaTracing",
     "Serverless-SQSRedrivePolicy",
   ]
  `);
});
