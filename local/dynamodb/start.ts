import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Params } from './dynalite.ts';
import { Engine } from './engine.ts';
import { answerOf } from './service-error.ts';

export type DynamoOptions = Readonly<{
  /** Folder of the store. @default kept in memory */
  dir?: string;
  /** @default any free port */
  port?: number;
  /** Milliseconds since 1970, for expiry. @default the system's clock */
  now?: () => number;
  region?: string;
}>;

export type Dynamo = Readonly<{
  /** For the SDK's `endpoint`. */
  url: string;
  engine: Engine;
  stop(): Promise<void>;
}>;

const maxBodyBytes = 16 * 1024 * 1024;

/** The engine alone behind HTTP on loopback, with any credentials: what the contract suites run against. */
export async function startDynamo(options: DynamoOptions = {}): Promise<Dynamo> {
  const engine = await Engine.open({
    ...(options.dir === undefined ? {} : { dir: options.dir }),
    region: options.region ?? 'eu-west-1',
    account: '000000000000',
    now: options.now ?? Date.now,
  });
  const sweeper = setInterval(() => void engine.sweep().catch(() => undefined), 1000);
  sweeper.unref();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      const target = String(request.headers['x-amz-target'] ?? '');
      void answer(engine, target, Buffer.concat(chunks)).then(({ statusCode, body }) =>
        response.writeHead(statusCode, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body)),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    engine,
    stop: async () => {
      clearInterval(sweeper);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
    },
  };
}

/** One request of DynamoDB's JSON protocol: `target` is the x-amz-target header. */
export async function answer(
  engine: Engine,
  target: string,
  body: Buffer,
): Promise<{ statusCode: number; body: unknown }> {
  try {
    const request = JSON.parse(body.toString() || '{}') as Params;
    return { statusCode: 200, body: await engine.handle(target.split('.')[1] ?? '', request) };
  } catch (error) {
    const known = answerOf(error);
    if (known !== undefined) return known;
    if (error instanceof SyntaxError) {
      return { statusCode: 400, body: { __type: 'com.amazon.coral.service#SerializationException' } };
    }
    return { statusCode: 500, body: { __type: 'InternalServerError', message: String(error) } };
  }
}
