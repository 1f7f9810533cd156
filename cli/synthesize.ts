import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Synthesized {
  /** Path of the template, and the folder in which the functions' code was staged. */
  readonly template: string;
  readonly assets: string;
}

export interface SynthesizeOptions {
  /** Bundles and the assembly go below this folder. */
  readonly out: string;
  /** Settings as `cdk -c key=value` would give them. */
  readonly context: Readonly<Record<string, unknown>>;
}

const project = path.resolve(import.meta.dirname, '..');

/** Bundles the handlers and synthesizes the CDK app in this process: what `cdk deploy` would ship, in some three seconds. */
export async function synthesize({ out, context: given }: SynthesizeOptions): Promise<Synthesized> {
  // A cluster made for trying things (kind, k3d) has its API on loopback, as the demo's has.
  const context = { loopbackClusters: true, ...given };
  // The validator takes longer than all the rest; `npm run synth` and CI run it.
  process.env['CDK_VALIDATION'] = 'false';
  const { build } = await import('../scripts/build.mjs');
  // esbuild is a process of its own: meanwhile this one loads the CDK.
  const [{ handlers, site }, { App }, { Plumbline }, { settingsIn }] = await Promise.all([
    build({ out: path.join(out, 'dist') }),
    import('aws-cdk-lib'),
    import('../lib/plumbline.ts'),
    import('../lib/settings.ts'),
  ]);
  const assets = path.join(out, 'cdk.out');
  const app = new App({ outdir: assets, analyticsReporting: false, context: { ...context } });
  const { version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as { version: string };
  const stack = new Plumbline(app, 'Plumbline', { settings: settingsIn(context), handlers, site, version });
  app.synth();
  return { template: path.join(assets, stack.templateFile), assets };
}
