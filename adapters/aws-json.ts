import * as z from 'zod';
import { askAws, type AwsCaller, type AwsRequest, domainOf, endpointOf, Refused, setting } from './aws-request.ts';

const Fault = z.object({ __type: z.string(), message: z.string().optional() });

/** What a service answers with status 400 though it would take the same request later. */
const passing = new Set(['ThrottlingException', 'TooManyUpdates', 'RequestLimitExceeded', 'OperationAbortedException']);

/** One operation of a service that speaks JSON 1.1. Throws Refused under the service's own word, Unavailable where it does not answer. */
export async function askJson(service: Extract<AwsRequest['service'], 'ssm' | 'logs'>, target: string, input: Readonly<Record<string, unknown>>, caller: AwsCaller | undefined): Promise<unknown> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const region = caller?.region ?? setting('AWS_REGION');
  const url = `${caller?.endpoint ?? endpointOf(service) ?? `https://${service}.${region}.${domainOf(region)}`}/`;
  const operation = target.slice(target.indexOf('.') + 1);
  return askAws({ service, method: 'POST', url, headers, body: JSON.stringify(input) }, async (response) => {
    if (response.status >= 500 || response.status === 429) return undefined;
    const text = await response.text();
    // Some operations answer with nothing at all.
    if (response.status === 200) return text === '' ? {} : (JSON.parse(text) as unknown);
    const { __type, message = 'no reason given' } = Fault.parse(JSON.parse(text));
    const name = __type.slice(__type.indexOf('#') + 1);
    if (passing.has(name)) return undefined;
    throw new Refused(name, `${service} refused ${operation}: ${message}`);
  }, caller);
} // prettier-ignore
