/** An answer with a status and a body in the shape of dynalite's own errors, so that both are sent the same way. */
export class ServiceError extends Error {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.statusCode = 400;
    this.body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more };
  }
}

/** The answer of an error that was meant for the caller, ours or dynalite's; undefined for a fault of our own. */
export function answerOf(error: unknown): Readonly<{ statusCode: number; body: Record<string, unknown> }> | undefined {
  if (error === null || typeof error !== 'object') return undefined;
  const { statusCode, body } = error as { statusCode?: unknown; body?: unknown };
  if (typeof statusCode !== 'number' || body === null || typeof body !== 'object') return undefined;
  return { statusCode, body: body as Record<string, unknown> };
}
