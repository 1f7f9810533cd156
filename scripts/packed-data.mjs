import { brotliCompressSync } from 'node:zlib';
import { serialize } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Modules that hold nothing but data, much of it. */
const dataModules = /\/(?:tldts\/dist\/es6\/src\/data\/trie\.js|core\/popular\/domains\.ts)$/;

/**
 * Puts large data into a bundle as one compressed text: half the size, and sooner read than as a program. Whoever runs the
 * bundle may have a newer Node than whoever builds it, never an older one: V8 reads what an older V8 wrote.
 *
 * @returns {import('esbuild').Plugin}
 */
export function packedData() {
  return {
    name: 'packed-data',
    setup({ onLoad, esbuild }) {
      onLoad({ filter: dataModules }, async ({ path }) => {
        // Through esbuild, because an older Node does not take TypeScript.
        const { outputFiles } = await esbuild.build({ entryPoints: [path], write: false, bundle: true, format: 'iife', globalName: 'data', outdir: '/', logLevel: 'silent' }); // prettier-ignore
        const data = { ...runInNewContext(`${outputFiles[0].text};data`) };
        const packed = brotliCompressSync(serialize(data)).toString('base64');
        // Marked as pure, so that a bundle that uses none of it holds none of it.
        const exported = Object.keys(data).map((name) => `export const ${name} = /* @__PURE__ */ part('${name}');`);
        return {
          contents: `import { deserialize } from 'node:v8';
import { brotliDecompressSync } from 'node:zlib';
let whole;
const part = (name) => (whole ??= deserialize(brotliDecompressSync(Buffer.from('${packed}', 'base64'))))[name];
${exported.join('\n')}`,
          loader: 'js',
        };
      });
    },
  };
}
