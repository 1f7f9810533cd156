/**
 * What libraries can do and no function does: tell schemas as JSON Schema (scripts/write-openapi.ts does, which is no
 * function), read streams of events, which none of the services that are asked answers with, and hash without Node's crypto.
 */
const leftOutModules =
  /\/(?:zod\/v4\/core\/(?:to-json-schema|json-schema-processors)|@smithy\/core\/dist-es\/submodules\/(?:event-streams\/index|checksum\/sha256\/Sha256Js))\.js$/;

/**
 * Leaves these out of the bundles. Whoever calls into one of them nevertheless is told so.
 *
 * @returns {import('esbuild').Plugin}
 */
export function leftOut() {
  return {
    name: 'left-out',
    setup({ onLoad, esbuild }) {
      onLoad({ filter: leftOutModules }, async ({ path }) => {
        const { metafile } = await esbuild.build({ entryPoints: [path], write: false, metafile: true, format: 'esm', logLevel: 'silent' }); // prettier-ignore
        const names = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
        const module = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
        const exported = names.map((name) => `export const ${name} = ${name.startsWith('create') ? '() => refuse' : 'refuse'};`); // prettier-ignore
        const refuse = `const refuse = () => { throw new Error('${module} is left out of the bundles by scripts/left-out.mjs'); };`;
        return { contents: [refuse, ...exported].join('\n'), loader: 'js' };
      });
    },
  };
}
