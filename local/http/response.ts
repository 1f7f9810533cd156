import type { Answer } from './loopback.ts';

export function message(status: number, text: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: text }) };
}

export const internalError = message(500, 'Internal Server Error');

/** Hop-by-hop and framing headers belong to the gateway. */
const dropped = ['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'upgrade'];

/**
 * What the caller gets for what a function returned (JSON text). Without a statusCode the gateway takes the value itself
 * for the body; with one of the wrong shape it answers 500.
 */
export function answerOf(payload: string): Answer {
  const value: unknown = JSON.parse(payload);
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, 'statusCode')) {
    const body = typeof value === 'string' ? value : payload;
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = value as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return internalError;
  if (body !== undefined && body !== null && typeof body !== 'string') return internalError;
  if (cookies !== undefined && !isTexts(cookies)) return internalError;
  const given = headersOf(headers);
  if (given === undefined) return internalError;
  const text = body ?? '';
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...given,
      ...(cookies === undefined ? {} : { 'set-cookie': cookies }),
    },
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
}

function headersOf(headers: unknown): Record<string, string> | undefined {
  if (headers === undefined || headers === null) return {};
  if (typeof headers !== 'object' || Array.isArray(headers)) return undefined;
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
    if (!dropped.includes(name.toLowerCase())) given[name.toLowerCase()] = String(value).replaceAll(/[\r\n]+/g, ' ');
  }
  return given;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
