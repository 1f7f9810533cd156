import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Plumbline } from '../../lib/plumbline.ts';
import { settingsOf } from '../../lib/settings.ts';
import { build } from '../../scripts/build.mjs';

export interface Synthesized {
  readonly template: { Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> };
  readonly assets: string;
}

/** Builds the handlers and synthesizes the stack in a folder of its own: what `cdk deploy` would ship. */
export async function synthesized(context: Record<string, unknown> = {}): Promise<Synthesized> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-river-'));
  const { handlers, site } = await build({ out: path.join(folder, 'dist') });
  const app = new App({ outdir: path.join(folder, 'cdk.out'), context: { alertEmails: 'oncall@example.com', loopbackClusters: 'true', ...context } });
  new Plumbline(app, 'Plumbline', { settings: settingsOf(app.node), handlers, site, version: '0.0.0' });
  const assembly = app.synth();
  return { template: assembly.getStackByName('plumbline-main').template as Synthesized['template'], assets: assembly.directory };
} // prettier-ignore
