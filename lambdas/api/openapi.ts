import * as z from 'zod';
import { Integer } from '../../core/fields.ts';
import { PushedInventory } from '../../core/inventory/snapshot.ts';
import { SentinelPolicy } from '../../core/policy-schema.ts';
import { Problem, problemMediaType } from '../../core/problem.ts';
import { Batch } from '../../core/telemetry.ts';
import { roleNeeded } from './permission.ts';
import type { Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** OpenAPI 3.1 of what people and sentinels ask: people's routes from the schemas that they are held to, and the clusters' own three. */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const one of routes) {
    const path = `/v1${one.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    (paths[path] ??= {})[one.method.toLowerCase()] = operationOf(one);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plumbline',
      version,
      summary: 'Who talks to whom in a Kubernetes cluster, and what does not belong',
      description: 'Made from the schemas by `node scripts/write-openapi.ts`. docs/api.md says the rest in words.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'https://{api}', variables: { api: { default: 'example.execute-api.eu-west-1.amazonaws.com', description: 'Host of the output `ApiUrl`' } } }],
    paths: { ...paths, ...sentinelPaths },
    components: {
      securitySchemes: {
        person: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The id_token of the issuer that `GET /config.json` names' },
        sentinel: { type: 'http', scheme: 'bearer', description: "The service-account token of a sentinel's pod, or the enrolment token of its cluster" },
      },
      schemas: { Problem: schemaOf(Problem) },
      responses: { Problem: { description: 'Refused, with the field that is at fault: docs/problems.md', content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } } } },
    },
  };
} // prettier-ignore

function operationOf({ method, path, summary, query, body, answers, status }: Route): Json {
  const parts = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })); // prettier-ignore
  const asked = Object.entries(query).map(([name, description]) => ({ name, in: 'query', description, schema: { type: 'string' } })); // prettier-ignore
  const parameters = [...parts, ...asked];
  const needed = path === '/me' ? 'nobody in particular: whoever signed in' : roleNeeded(method, `/v1${path}`);
  return {
    operationId: nameOf(method, path),
    summary,
    description: `For: ${needed}.`,
    security: [{ person: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }), // prettier-ignore
    responses: {
      [status]: { description: 'Done', content: { 'application/json': { schema: schemaOf(answers) } } },
      ...(method === 'GET' ? { 304: { description: 'What `If-None-Match` names is still so' } } : {}),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** `putClustersMode` of `PUT /clusters/:cluster/mode`, `getClustersOne` of `GET /clusters/:cluster`. */
function nameOf(method: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const words = parts.flatMap((part, at) => (!part.startsWith(':') ? [part] : at === parts.length - 1 ? ['one'] : []));
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** As it looks on the wire. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  });
  return rest;
}

const Accepted = z.object({ accepted: Integer, policyVersion: z.string() });
const Taken = z.object({ accepted: Integer, odd: Integer });

const sentinelPaths: Json = {
  '/v1/telemetry': {
    post: {
      operationId: 'postTelemetry',
      summary: 'Takes a batch of a sentinel; 202 once the queue holds it',
      description: 'For sentinels. docs/telemetry.md says it in words.',
      security: [{ sentinel: [] }],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: schemaOf(Batch) },
          'application/vnd.plumbline.telemetry.v1+gzip': { schema: { description: 'The same, gzipped' } },
        },
      },
      responses: {
        202: { description: 'Held by the queue', content: { 'application/json': { schema: schemaOf(Accepted) } } },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
  '/v1/inventory': {
    post: {
      operationId: 'postInventory',
      summary: 'Takes the inventory of a cluster that nobody can ask; 202 once it is written',
      description: 'For the cluster itself: whole lists as Kubernetes answers them. docs/deploy.md says it in words.',
      security: [{ sentinel: [] }],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: schemaOf(PushedInventory) },
          'application/vnd.plumbline.inventory.v1+gzip': { schema: { description: 'The same, gzipped' } },
        },
      },
      responses: {
        202: { description: 'Written', content: { 'application/json': { schema: schemaOf(Taken) } } },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
  '/v1/policy': {
    get: {
      operationId: 'getPolicy',
      summary: 'What the control plane wants of a sentinel; its version is the ETag',
      description: 'For sentinels, which ask when the answer to a batch names another version.',
      security: [{ sentinel: [] }],
      responses: {
        200: { description: 'The policy', content: { 'application/json': { schema: schemaOf(SentinelPolicy) } } },
        304: { description: 'What `If-None-Match` names is still so' },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
};
