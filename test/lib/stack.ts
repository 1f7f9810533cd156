import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Plumbline } from '../../lib/plumbline.ts';
import { settingsOf } from '../../lib/settings.ts';

export const stages = [
  'announce',
  'api',
  'audit',
  'authorize',
  'detect',
  'discover',
  'enrich',
  'ingest',
  'inventory',
  'notify',
  'refresh-intel',
  'relay',
  'survey',
  'sweep',
] as const;
export type Stage = (typeof stages)[number];

/** The app with handlers that say nothing, so that a change of a handler changes no template. */
export function plumblineApp(context: Record<string, unknown> = {}) {
  const handlers = mkdtempSync(join(tmpdir(), 'plumbline-handlers-'));
  for (const stage of stages) {
    mkdirSync(join(handlers, stage));
    writeFileSync(join(handlers, stage, 'index.mjs'), `export const handler = async () => '${stage}';\n`);
  }
  const site = mkdtempSync(join(tmpdir(), 'plumbline-site-'));
  mkdirSync(join(site, 'assets'));
  for (const file of ['index.html', 'assets/main.js']) writeFileSync(join(site, file), file);
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], ...context }, analyticsReporting: false });
  const stack = new Plumbline(app, 'Plumbline', { settings: settingsOf(app.node), handlers, site, version: '0.0.0' });
  return { app, stack };
}

export function templateOf(context: Record<string, unknown> = {}): Template {
  return Template.fromStack(plumblineApp(context).stack);
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The CDK's own function, with its role, that copies files while a stack is deployed: of no stage, and looked at in dashboard.test.ts. */
export const copier = 'CustomCDKBucketDeployment';

/** Without what belongs to the copier. */
export function resourcesOf(template: Template, type?: string): [id: string, resource: Resource][] {
  const all = Object.entries(template.toJSON()['Resources'] as Record<string, Resource>);
  return all.filter(([id, resource]) => !id.startsWith(copier) && (type === undefined || resource.Type === type));
}
