// Plain JavaScript, so that it runs on any Node that the project supports, before anything is built.
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const oldestNode = 20;
const [major] = process.versions.node.split('.').map(Number);
if (major < oldestNode) {
  console.error(
    `Plumbline needs Node ${oldestNode} or newer; this is ${process.versions.node}. Install one from https://nodejs.org.`,
  );
  process.exit(1);
}

const project = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles every `lambdas/<stage>/handler.ts` in one go into `<out>/lambdas/<stage>/index.mjs` (source maps apart, in
 * `<out>/maps`, so that they are not deployed), and the CDK app into `<out>/bin/plumbline.mjs`. What esbuild says of the
 * inputs goes to `<out>/meta.json`.
 *
 * @param {{ out?: string }} [options] `out`: folder to write to, `dist` of the project unless said otherwise
 * @returns {Promise<{ handlers: string, site: string, app: string, bytes: Record<string, number> }>} folder with a folder for
 *   each stage, folder of the dashboard's files, file of the CDK app, bytes of each stage's bundle
 */
export async function build({ out = join(project, 'dist') } = {}) {
  const { build: esbuild } = await import('esbuild');
  const stages = await stagesWithHandler();
  const site = join(out, 'dashboard');
  const { buildDashboard } = await import('./build-dashboard.mjs');
  const { writeWhole } = await import('./write-whole.mjs');
  const { packedData } = await import('./packed-data.mjs');
  const { leftOut } = await import('./left-out.mjs');
  const dashboard = buildDashboard({ out: site });
  const handlers = await esbuild({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(stages.map((stage) => [`lambdas/${stage}/index`, `lambdas/${stage}/handler.ts`])),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    write: false,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': './lambdas/environment-credentials.ts',
      'node:process': './lambdas/process-at-hand.ts',
    },
    // Some of the SDK's dependencies still ask for `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    plugins: [packedData(), leftOut()],
    metafile: true,
    logLevel: 'warning',
  });
  const app = join(out, 'bin', 'plumbline.mjs');
  await esbuild({
    absWorkingDir: project,
    entryPoints: ['bin/plumbline.ts'],
    outfile: app,
    bundle: true,
    platform: 'node',
    target: `node${oldestNode}`,
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  for (const { path, contents } of handlers.outputFiles) {
    const target = path.endsWith('.map') ? join(out, 'maps', relative(out, path)) : path;
    await mkdir(dirname(target), { recursive: true });
    await writeWhole(target, contents);
  }
  await layBeside(stages, out);
  await removeStagesBut(stages, join(out, 'lambdas'));
  await writeWhole(join(out, 'meta.json'), JSON.stringify(handlers.metafile));
  const code = handlers.outputFiles.filter(({ path }) => path.endsWith('.mjs'));
  const bytes = Object.fromEntries(
    code.map(({ path, contents }) => [dirname(relative(join(out, 'lambdas'), path)), contents.length]),
  );
  await dashboard;
  return { handlers: join(out, 'lambdas'), site, app, bytes };
}

async function stagesWithHandler() {
  const entries = await readdir(join(project, 'lambdas'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const there = await Promise.all(
    folders.map((name) => stat(join(project, 'lambdas', name, 'handler.ts')).catch(() => undefined)),
  );
  return folders.filter((_, at) => there[at] !== undefined);
}

/** Data that a stage reads when it starts: compressed files beside its handler. */
async function layBeside(stages, out) {
  for (const stage of stages) {
    const from = join(project, 'lambdas', stage);
    const data = (await readdir(from)).filter((name) => name.endsWith('.gz'));
    for (const name of data) {
      const target = join(out, 'lambdas', stage, name);
      const beside = `${target}.${process.pid}`;
      await copyFile(join(from, name), beside);
      await rename(beside, target);
    }
  }
}

async function removeStagesBut(stages, folder) {
  for (const name of await readdir(folder)) {
    if (!stages.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function printSizes({ bytes }) {
  const kilobytes = Object.entries(bytes).map(([stage, size]) => `${stage} ${Math.ceil(size / 1024)} KB`);
  // To stderr: whoever runs this through `cdk synth` reads the template on stdout.
  console.error(`bundled: ${kilobytes.join(', ')}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  build().then(printSizes, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
