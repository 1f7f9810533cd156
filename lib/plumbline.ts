import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Announce } from './announce.ts';
import { Api } from './api.ts';
import { Audit } from './audit.ts';
import { Authorize } from './authorize.ts';
import { Dashboard } from './dashboard.ts';
import { Detect } from './detect.ts';
import { Discover } from './discover.ts';
import { Enrich } from './enrich.ts';
import { GraphTable } from './graph-table.ts';
import { HttpDoor } from './http-api.ts';
import { Ingest, telemetryPath } from './ingest.ts';
import { Inventory, inventoryPath } from './inventory.ts';
import { Notify } from './notify.ts';
import { OperationsBoard } from './operations-board.ts';
import { OpsTopic } from './ops-topic.ts';
import { RefreshIntel } from './refresh-intel.ts';
import { Relay } from './relay.ts';
import type { Settings } from './settings.ts';
import { SignIn } from './sign-in.ts';
import { StorageBucket } from './storage-bucket.ts';
import { Survey } from './survey.ts';
import { Sweep } from './sweep.ts';
import { Throttles } from './throttles.ts';

export interface PlumblineProps {
  readonly settings: Settings;
  /** Folder with one folder for each stage, as scripts/build.mjs leaves it: `dist/lambdas`. */
  readonly handlers: string;
  /** The dashboard's files, as scripts/build.mjs leaves them: `dist/dashboard`. */
  readonly site: string;
  /** The product's version, as package.json has it. */
  readonly version: string;
}

/**
 * One installation, in the order of the data. Knows neither account nor region, so that it synthesizes anywhere.
 *
 * **Invariant:** the ids `Graph` and `Storage` are part of the contract: another id is another table, and an empty one.
 */
export class Plumbline extends Stack {
  constructor(scope: Construct, id: string, { settings, handlers, site, version }: PlumblineProps) {
    super(scope, id, {
      stackName: `plumbline-${settings.installation}`,
      description: 'Plumbline: learns how workloads talk, and says when something that does not belong starts to talk',
    });
    const { ephemeral, archiveRetentionDays } = settings;
    const stage = { settings, handlers };

    const table = new GraphTable(this, 'Graph', { ephemeral });
    const bucket = new StorageBucket(this, 'Storage', { ephemeral, archiveRetentionDays });
    const ops = new OpsTopic(this, 'Ops', { emails: settings.opsEmails });
    const door = new HttpDoor(this, 'Http', { settings, ops });
    const http = door.api;

    const { authorizer } = new Authorize(this, 'Authorize', { ...stage, bucket });
    const { telemetry, role } = new Enrich(this, 'Enrich', { ...stage, table, bucket, ops });
    new Ingest(this, 'Ingest', { ...stage, http, authorizer, telemetry, bucket });
    new Detect(this, 'Detect', { ...stage, table, bucket, ops });
    new Inventory(this, 'Inventory', { ...stage, http, authorizer, table, bucket });
    const discover = new Discover(this, 'Discover', { ...stage, table, bucket, ops });
    new Survey(this, 'Survey', { ...stage, table, ops });
    const audit = new Audit(this, 'Audit', { ...stage, table, ops });
    new RefreshIntel(this, 'RefreshIntel', { ...stage, table, bucket, version, ops });
    const dashboard = new Dashboard(this, 'Dashboard', {
      settings,
      site,
      http,
      connectOrigins: () => signIn.connectOrigins,
    });
    const dashboardUrl = settings.dashboardUrl ?? dashboard.url;
    const { alerts } = new Announce(this, 'Announce', { ...stage, table, dashboardUrl, ops });
    new Sweep(this, 'Sweep', { ...stage, table, bucket, ops, alerts, dashboardUrl });
    new Notify(this, 'Notify', { ...stage, table, alerts, ops });
    new Relay(this, 'Relay', { ...stage, table, alerts, version, ops });
    const origins = [
      dashboard.url,
      ...(settings.dashboardUrl === undefined ? [] : [settings.dashboardUrl.replace(/\/+$/, '')]),
    ];
    const signIn = new SignIn(this, 'SignIn', { settings, origins });
    new Api(this, 'Api', {
      ...stage,
      http,
      table,
      bucket,
      alerts,
      signIn,
      kubernetesRoles: [role, discover.role],
      auditFunction: audit.reader,
      version,
    });

    new Throttles(this, 'Throttles', { table, ops });
    // Last, so that all is on it.
    new OperationsBoard(this, 'Board', { settings, of: this });

    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    output('DashboardUrl', dashboardUrl, 'For people');
    output('ApiUrl', http.apiEndpoint, 'For the CLI and for sign-in');
    output('IngestUrl', `${http.apiEndpoint}${telemetryPath}`, 'For sentinels');
    output('TopicArn', alerts.topicArn, 'Incidents, for whoever subscribes');
    output('OpsTopicArn', ops.topicArn, 'Trouble of Plumbline itself');
    output('TableName', table.tableName, 'Graph, baseline, findings, incidents');
    output('BucketName', bucket.bucketName, 'Archive for replay, compiled indexes');
    output('SlackParameter', settings.slackParameter, 'SecureString to put the Slack webhook into');
    output('InventoryUrl', `${http.apiEndpoint}${inventoryPath}`, 'For clusters that push their inventory');
    output(
      'DiscoverRoleArn',
      discover.role.roleArn,
      'Needs an access entry in each EKS cluster, to list what is there',
    );
    output('AuditFunctionArn', audit.reader.functionArn, 'For the subscription of audit logs of EKS clusters');
    output('EnrichRoleArn', role.roleArn, 'Needs an access entry in each EKS cluster, to read who owns an address');
  }
}
