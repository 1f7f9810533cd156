// The dashboard as files to serve: script and style in pages that load when they are opened, each named by its content.
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
    alias: { zod: join(source, 'app', 'no-schemas.ts') },
    // A word of zod that its stand-in does not have would be undefined in the browser.
    logOverride: { 'import-is-undefined': 'error' },
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
  const sheets = await sheetsOf(build, shared);
  const code = script.outputFiles.filter(({ path }) => path.endsWith('.js'));
  await mkdir(join(out, 'assets'), { recursive: true });
  const files = filesOf(script.metafile.outputs);
  const entry = basename(files.main);
  const boot = await build({
    ...shared,
    metafile: false,
    format: 'iife',
    entryPoints: ['dashboard/boot.ts'],
    entryNames: '[name]-[hash]',
    define: { PAGE_FILES: JSON.stringify(files.pages) },
  });
  const assets = new Map([
    ...[sheets.base, sheets.lists].map(({ name, contents }) => [name, contents]),
    ...[...code, ...boot.outputFiles].map(({ path, contents }) => [basename(path), contents]),
  ]);
  for (const [name, contents] of assets) await writeWhole(join(out, 'assets', name), contents);
  const html = await readFile(join(source, 'index.html'), 'utf8');
  // The page that names the files comes after them; what it does not name goes last.
  await writeWhole(join(out, 'index.html'), html.replace('{style}', `assets/${sheets.base.name}`).replace('{lists}', `/assets/${sheets.lists.name}`).replace('{script}', `assets/${entry}`).replace('{boot}', `assets/${basename(boot.outputFiles[0].path)}`).replace('{preloads}', files.shared.map((name) => `<link rel="modulepreload" href="/assets/${name}" />`).join('\n    '))); // prettier-ignore
  await writeWhole(join(out, 'icon.svg'), await readFile(join(source, 'icon.svg')));
  for (const name of await readdir(join(out, 'assets'))) if (!assets.has(name) && /\.(?:js|css)$/.test(name)) await rm(join(out, 'assets', name), { force: true }); // prettier-ignore
  return script.metafile;
}

/**
 * What the browser would otherwise find one after the other.
 *
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @returns {{ main: string, shared: string[], pages: Record<string, string[]> }} the file that begins, those that it stands on, and those of each page beyond them
 */
function filesOf(outputs) {
  const closure = (file, seen = new Set()) => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const { kind, path } of outputs[file].imports) if (kind === 'import-statement' && outputs[path] !== undefined) closure(path, seen); // prettier-ignore
    return seen;
  };
  const fileOf = (name) => Object.keys(outputs).find((file) => outputs[file].entryPoint === `dashboard/${name}.tsx`);
  const main = fileOf('main');
  const common = closure(main);
  const beyond = (page) => [...closure(fileOf(`pages/${page}`))].filter((file) => !common.has(file)).map((file) => basename(file)); // prettier-ignore
  const shared = [...common].filter((file) => file !== main).map((file) => basename(file));
  return { main, shared, pages: Object.fromEntries(pages.map((page) => [page, beyond(page)])) };
}

/**
 * Two style sheets: what every page needs, and the rest for those with a long list, which parts/listing.tsx adds. With code
 * split, esbuild would write the same rules into one file for each page, which nothing loads.
 */
async function sheetsOf(build, shared) {
  const imports = ['main', ...pages.map((page) => `pages/${page}`)].map((name) => `import './${name}.tsx';`).join('\n');
  const sheet = async (contents, plugin) => {
    const { outputFiles, metafile } = await build({ ...shared, stdin: { contents, resolveDir: source, loader: 'ts' }, plugins: [plugin] }); // prettier-ignore
    const [css] = outputFiles.filter(({ path }) => path.endsWith('.css'));
    return { contents: css.contents, inputs: Object.keys(metafile.inputs).filter((path) => path.endsWith('.css')) };
  };
  const without = (filter) => ({ name: 'without', setup: ({ onLoad }) => onLoad({ filter }, () => ({ contents: 'export const Listing = undefined;', loader: 'js' })) }); // prettier-ignore
  const base = await sheet(imports, without(/dashboard\/parts\/listing\.tsx$/));
  const there = new Set(base.inputs.map((path) => join(project, path)));
  const beyond = { name: 'beyond', setup: ({ onLoad }) => onLoad({ filter: /\.css$/ }, ({ path }) => (there.has(path) ? { contents: '', loader: 'css' } : undefined)) }; // prettier-ignore
  const lists = await sheet(`import './parts/listing.tsx';`, beyond);
  const named = (name, { contents }) => ({ name: `${name}-${createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase()}.css`, contents }); // prettier-ignore
  return { base: named('style', base), lists: named('lists', lists) };
}
