import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../core/ports/runtime.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Lines of JSON by Powertools, which reads level and service from its POWERTOOLS_* environment. @param stage its name everywhere */
export function powertoolsLog(stage: string): Log {
  const logger = new Logger({ serviceName: stage });
  return {
    info: (message, fields) => logger.info(withoutSecrets(message), shown(fields)),
    warn: (message, fields) => logger.warn(withoutSecrets(message), shown(fields)),
    error: (message, fields) => logger.error(withoutSecrets(message), shown(fields)),
  };
}

/** The fields as they are printed: errors with the chain of their causes, nothing that looks like a secret. */
export function shown(fields: Fields = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shownValue(value)]));
}

function shownValue(value: unknown): unknown {
  if (value instanceof Error) return chainOf(value, 5);
  return typeof value === 'string' ? withoutSecrets(value) : value;
}

interface ShownError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly cause?: ShownError;
}

// Not the error itself: the SDK hangs whole requests on its errors.
function chainOf(error: Error, depth: number): ShownError {
  const { name, message, stack, cause } = error;
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at ')).slice(0, 12).join('\n'); // prettier-ignore
  return {
    name,
    message: withoutSecrets(message),
    ...(frames === undefined ? {} : { stack: frames }),
    ...(cause instanceof Error && depth > 1 ? { cause: chainOf(cause, depth - 1) } : {}),
  };
}

// The last line of defence, for what an error of someone else may quote: our tokens, Kubernetes', webhooks, signatures.
const secrets = [
  /plumbline_[A-Za-z0-9_-]{20,}/g,
  /k8s-aws-v1\.[A-Za-z0-9_-]+/g,
  /\bBearer [A-Za-z0-9._~+/=-]+/gi,
  /\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?/g,
  /hooks\.slack\.com\/[A-Za-z0-9/_-]+/g,
  /X-Amz-(?:Signature|Security-Token|Credential)=[^&\s]+/g,
];

export function withoutSecrets(text: string): string {
  return secrets.reduce((rest, secret) => rest.replace(secret, '[secret]'), text);
}
