import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { StartError } from '../../local/start-error.ts';
import { buildFixture } from './fixtures/build.ts';
import { clientOf, startFixture, startWebhook, temporaryFolder, webhookParameter } from './fixtures/started.ts';
import { startAtSeam } from './seam.ts';

/** A state folder with something in every kind of file: one left by a clean stop, one by a crash. */
let clean: string;
let crashed: string;
let folder: string;

beforeAll(async () => {
  const webhook = await startWebhook();
  const parameters = { [webhookParameter]: webhook.url };
  clean = temporaryFolder();
  const first = await startFixture({ stateDir: clean, parameters });
  await first.post({ id: 'a1', type: 'alarm' });
  await first.runtime.whenQuiet();
  await first.stop();
  crashed = temporaryFolder();
  cpSync(clean, crashed, { recursive: true });
  const second = await startAtSeam({ ...(await buildFixture()), stateDir: crashed, parameters });
  const client = new DynamoDBClient(clientOf(second));
  const TableName = second.outputs['TableName'];
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      client.send(new PutItemCommand({ TableName, Item: { pk: { S: `p${index}` }, sk: { S: 'x' } } })),
    ),
  );
  await second.kill();
  await webhook.stop();
});
afterAll(() => {
  for (const one of [clean, crashed]) rmSync(one, { recursive: true });
});
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const use = (from: string) => cpSync(from, folder, { recursive: true });

/** The file whose path begins so; the largest, where several do. */
function file(start: string): string {
  const [found] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.startsWith(start) && statSync(join(folder, name)).isFile())
    .toSorted((a, b) => statSync(join(folder, b)).size - statSync(join(folder, a)).size);
  if (found === undefined)
    throw new Error(`there is no ${start} in ${readdirSync(folder, { recursive: true }).join(' ')}`);
  return join(folder, found);
}

function flip(path: string, at: number): void {
  const content = readFileSync(path);
  const index = Math.floor(content.length * at);
  content[index] = (content[index] ?? 0) ^ 0x55;
  writeFileSync(path, content);
}

const start = () => startFixture({ stateDir: folder });

/** What the start says when it does not start. Nothing is left locked. */
async function refusal(): Promise<string> {
  try {
    await (await start()).stop();
  } catch (error) {
    if (!(error instanceof StartError) || existsSync(join(folder, 'lock'))) throw error;
    return error.message;
  }
  return 'it started';
}

/** One sentence that names the file and says what to do. */
const sentenceOf = (path: string) =>
  expect.stringMatching(
    new RegExp(
      `^${path.replaceAll(/[.$]/g, '\\$&')}.*: (?:move it away, or delete the state folder to begin anew|correct it).*\\.$`,
    ),
  );

const kinds = [
  'queues.log',
  'topics.log',
  'schedules.json',
  'parameters.json',
  'credentials.json',
  'tables/MANIFEST',
  'tables/CURRENT',
  'tables/0',
  'buckets/',
];

describe('after a clean stop', () => {
  test.each([...kinds, 'seal.json'])('%s cut in half stops the start', async (kind) => {
    use(clean);
    const path = file(kind);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    expect(await refusal()).toEqual(sentenceOf(path));
  });

  test.each(kinds)('a changed byte in %s stops the start', async (kind) => {
    use(clean);
    // Of files that people may edit, only what makes no sense is damage.
    const path = file(kind);
    if (/(?:credentials|parameters)\.json$/.test(path))
      writeFileSync(path, readFileSync(path, 'utf8').replace('"', "'"));
    else flip(path, 0.6);
    expect(await refusal()).toEqual(sentenceOf(path));
  });

  test('a lost file stops the start', async () => {
    use(clean);
    const path = file('tables/MANIFEST');
    rmSync(path);
    expect(await refusal()).toEqual(sentenceOf(path));
  });
});

describe('after a crash', () => {
  test('everything that was acknowledged is there', async () => {
    use(crashed);
    const started = await start();
    await expect(started.runtime.whenQuiet()).resolves.toBeUndefined();
    await started.stop();
  });

  test.each(['queues.log', 'topics.log', 'tables/0', 'buckets/'])(
    'a changed byte in %s stops the start',
    async (kind) => {
      use(crashed);
      const path = file(kind);
      flip(path, 0.3);
      expect(await refusal()).toEqual(sentenceOf(path));
    },
  );

  test.each(['tables/MANIFEST', 'tables/CURRENT'])('%s cut in half stops the start', async (kind) => {
    use(crashed);
    const path = file(kind);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    expect(await refusal()).toEqual(sentenceOf(join(folder, 'tables')));
  });
});

test('a port that is taken stops the start, and the folder is free again', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const refused = startFixture({ stateDir: folder, port });
  await expect(refused).rejects.toThrow(
    `Port ${port} is taken by another program: stop that one, or choose another port.`,
  );
  await new Promise((resolve) => other.close(resolve));
  const started = await startFixture({ stateDir: folder, port });
  expect(started.runtime.url).toBe(`http://127.0.0.1:${port}`);
  await started.stop();
});

test('a clock file that is no clock stops the start', async () => {
  const clockFile = join(folder, 'clock');
  writeFileSync(clockFile, '{"at":"noon"}');
  await expect(startFixture({ stateDir: join(folder, 'state'), clockFile })).rejects.toThrow(
    `${clockFile} must hold {"wall":ms,"at":ms,"scale":n}`,
  );
});
