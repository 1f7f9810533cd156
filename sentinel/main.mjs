// The launcher: plain JavaScript that every Node since 14 can parse, so that an old one gets a sentence and no stack.
const [major, minor] = process.versions.node.split('.').map(Number);
// Types are stripped without a flag and without a warning from here on.
const isNewEnough = major > 24 || (major === 24 && minor >= 0);
if (isNewEnough) {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    `plumbline sentinel: needs Node 24 or newer, this is ${process.versions.node}; run it with "npm run -s sentinel --" from the repository, which brings its own, or install Node 24\n`,
  );
  process.exitCode = 1;
}
