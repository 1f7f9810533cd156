// Plain JavaScript, so that any Node says one sentence instead of a syntax error.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Plumbline's commands need Node 24; this is ${process.version}. On Linux \`npm ci\` brings it along and \`npm run plumbline -- …\` uses it; elsewhere install Node 24 from https://nodejs.org.`,
  );
  process.exit(1);
}
await import('./plumbline.ts');
