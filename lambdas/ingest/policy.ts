import type { SentinelPolicy } from '../../core/policy-schema.ts';

interface PolicyAnswer {
  readonly statusCode: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What `GET /v1/policy` answers; 304 where the sentinel has it. @param known the header `If-None-Match` */
export function policyAnswer(policy: SentinelPolicy, known: string | undefined): PolicyAnswer {
  const etag = `"${policy.version}"`;
  if (known === etag) return { statusCode: 304, headers: { etag } };
  return { statusCode: 200, headers: { etag, 'content-type': 'application/json' }, body: JSON.stringify(policy) };
}
