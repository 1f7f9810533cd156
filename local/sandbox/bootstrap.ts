import { parentPort, workerData } from 'node:worker_threads';

/**
 * Runs inside the worker: loads the unmodified bundle and calls its handler, one event at a time, as Lambda's Node
 * runtime does. Nothing here is visible to the handler but its environment and its context.
 */
type Setup = Readonly<{
  module: string;
  exportName: string;
  functionName: string;
  arn: string;
  memoryMb: number;
  logGroup: string;
  logStream: string;
}>;

type Call = Readonly<{ requestId: string; event: string; deadline: number }>;

const setup = workerData as Setup;
const port = parentPort;
if (port === null) throw new Error('bootstrap.ts runs in a worker');

type Handler = (event: unknown, context: unknown) => unknown;

async function load(): Promise<Handler> {
  const module = (await import(setup.module)) as Record<string, unknown>;
  const handler =
    module[setup.exportName] ?? (module['default'] as Record<string, unknown> | undefined)?.[setup.exportName];
  if (typeof handler === 'function') return handler as Handler;
  const error = new Error(`the bundle has no export named ${setup.exportName}`);
  error.name = 'Runtime.HandlerNotFound';
  throw error;
}

const contextOf = ({ requestId, deadline }: Call) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: setup.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: setup.arn,
  memoryLimitInMB: String(setup.memoryMb),
  awsRequestId: requestId,
  logGroupName: setup.logGroup,
  logStreamName: setup.logStream,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

function told(error: unknown): Readonly<{ errorType: string; errorMessage: string; trace: readonly string[] }> {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

const loaded = load();
// Time begins to run for the first event only now. An error of loading is told with that event.
void loaded.then(
  () => port.postMessage({ ready: true }),
  () => port.postMessage({ ready: true }),
);

port.on('message', (call: Call) => {
  void (async () => {
    try {
      const handler = await loaded;
      const result = await handler(JSON.parse(call.event), contextOf(call));
      port.postMessage({ requestId: call.requestId, payload: JSON.stringify(result) ?? 'null' });
    } catch (error) {
      port.postMessage({ requestId: call.requestId, error: told(error) });
    }
  })();
});
