// Node 24 runs our TypeScript as it is. On Linux it comes with `npm ci` (optional package node-linux-*); elsewhere it is one's own.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `This command needs Node 24; this is ${process.version}. On Linux \`npm ci\` brings it along; elsewhere install Node 24 from https://nodejs.org.`,
  );
  process.exit(1);
}
