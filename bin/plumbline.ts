import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { Plumbline } from '../lib/plumbline.ts';
import { SettingsError, settingsOf } from '../lib/settings.ts';

// `cdk.json` runs this after scripts/build.mjs, in the root of the project.
const handlers = resolve('dist/lambdas');
const site = resolve('dist/dashboard');

function synthesize(): void {
  if (!existsSync(handlers)) {
    throw new SettingsError(
      `There are no bundles in ${handlers}. Run "node scripts/build.mjs" first, in the root of the project.`,
    );
  }
  const app = new App();
  const settings = settingsOf(app.node);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  new Plumbline(app, 'Plumbline', { settings, handlers, site, version });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
}

try {
  synthesize();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
