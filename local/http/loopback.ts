import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from '../start-error.ts';

/** A request with its whole body, whose Host and Origin were found to be this machine's. */
export type LoopbackRequest = Readonly<{ message: IncomingMessage; body: Buffer }>;

export type Answer = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string | readonly string[]>>;
  body?: string | Buffer;
}>;

export type LoopbackOptions = Readonly<{
  /** Larger bodies are answered by `tooLarge`. */
  maxBodyBytes: number;
  tooLarge: Answer;
  forbidden: Answer;
  /** Origins that may call besides those of this machine. */
  origins?: readonly string[];
  answer(request: LoopbackRequest): Promise<Answer>;
  /** After the last byte of an answer was handed to the kernel. */
  onAnswered?: (request: LoopbackRequest, answer: Answer) => void;
}>;

/** Nothing here is ever reachable from another machine. */
const loopback = '127.0.0.1';
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];
/** Beyond what a gateway takes, so that the gateway can say so itself. */
export const maxHeaderBytes = 32 * 1024;

/** A server on loopback that takes no request meant for another name, nor one that a foreign web page makes. */
export function loopbackServer(options: LoopbackOptions): Server {
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 60_000 }, (message, response) => {
    if (!isForUs(message, options.origins ?? [])) return send(response, options.forbidden);
    void serve(message, response, options).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  return server;
}

export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      return reject(new StartError(`Port ${port} is taken by another program: stop that one, or choose another port.`));
    });
    server.listen(port, loopback, resolve);
  });
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** Answers a request of which the caller knows that it is for us. */
export async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  options: LoopbackOptions,
): Promise<void> {
  const body = await bodyOf(message, options.maxBodyBytes);
  if (body === undefined) {
    // The rest of the body is still on its way; the connection cannot be used again.
    response.setHeader('connection', 'close');
    return send(response, options.tooLarge);
  }
  const request = { message, body };
  const answer = await options.answer(request);
  return send(response, answer, () => options.onAnswered?.(request, answer));
}

export function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer, done?: () => void): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) } as Record<
    string,
    string
  >);
  response.end(response.req.method === 'HEAD' ? undefined : body, done);
}

async function bodyOf(message: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A page on the internet can make a browser call loopback: under a name that it rebound, or from its own origin. */
function isForUs({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const host = headers.host?.replace(/:\d+$/, '').toLowerCase();
  if (host === undefined || !loopbackNames.includes(host)) return false;
  if (headers['sec-fetch-site'] === 'cross-site') return false;
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  return URL.canParse(origin) && loopbackNames.includes(new URL(origin).hostname);
}
