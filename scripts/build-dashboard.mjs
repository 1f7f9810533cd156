// The dashboard as files to serve: script in pages that load when they are opened, one style sheet, each named by its content.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from './write-whole.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const source = join(project, 'dashboard');

/** Every page and what it stands on, for the one style sheet. */
const pages = ['incident', 'graph', 'workload', 'incidents', 'learning', 'risks', 'baseline', 'coverage', 'audit', 'intelligence', 'clusters', 'home']; // prettier-ignore

/**
 * @param {{ out: string }} options `out`: folder that then holds `index.html`, `icon.svg` and `assets/`, and nothing else
 * @returns {Promise<import('esbuild').Metafile>} what esbuild says of inputs and outputs
 */
export async function buildDashboard({ out }) {
  const { build } = await import('esbuild');
  const shared = {
    absWorkingDir: project,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    outdir: join(out, 'assets'),
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
    metafile: true,
  };
  const script = await build({
    ...shared,
    entryPoints: ['dashboard/main.tsx'],
    splitting: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
  });
  // With code split, esbuild would write the same rules into one file for each page, which nothing loads.
  const imports = ['main', ...pages.map((page) => `pages/${page}`)].map((name) => `import './${name}.tsx';`).join('\n');
  const style = await build({ ...shared, stdin: { contents: imports, resolveDir: source, loader: 'ts' } });
  await mkdir(join(out, 'assets'), { recursive: true });
  const [css] = style.outputFiles.filter(({ path }) => path.endsWith('.css'));
  const sheet = `style-${createHash('sha256').update(css.contents).digest('hex').slice(0, 8).toUpperCase()}.css`;
  const code = script.outputFiles.filter(({ path }) => path.endsWith('.js'));
  const assets = new Map([[sheet, css.contents], ...code.map(({ path, contents }) => [basename(path), contents])]);
  for (const [name, contents] of assets) await writeWhole(join(out, 'assets', name), contents);
  const entry = code.map(({ path }) => basename(path)).find((name) => name.startsWith('main-'));
  const html = await readFile(join(source, 'index.html'), 'utf8');
  // The page that names the files comes after them; what it does not name goes last.
  await writeWhole(join(out, 'index.html'), html.replace('{style}', `assets/${sheet}`).replace('{script}', `assets/${entry}`)); // prettier-ignore
  await writeWhole(join(out, 'icon.svg'), await readFile(join(source, 'icon.svg')));
  for (const name of await readdir(join(out, 'assets'))) if (!assets.has(name) && /\.(?:js|css)$/.test(name)) await rm(join(out, 'assets', name), { force: true }); // prettier-ignore
  return script.metafile;
}
