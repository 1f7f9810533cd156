import * as z from 'zod';
import { canonicalAddress } from './address.ts';

/** One end of a conversation as a scenario names it. Workloads, pods and services go by the name they are declared with. */
export type ScenarioEnd =
  | { readonly kind: 'workload' | 'pod' | 'service'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'internet' };

const forms =
  'must be a workload (shop/cart), service:shop/cart, pod:shop/cart-0, node:node-1, a DNS name (api.example.com), an address or internet';

/** How people write an end: what it is follows from its form, never from what else the file holds. */
export function scenarioEnd(text: string): ScenarioEnd | undefined {
  if (text === '' || text.length > 600 || /\s/.test(text)) return undefined;
  if (text === 'internet') return { kind: 'internet' };
  const address = canonicalAddress(text);
  if (address !== undefined) return { kind: 'address', address };
  const colon = text.indexOf(':');
  const prefix = colon < 0 ? 'workload' : text.slice(0, colon);
  const rest = text.slice(colon + 1);
  if (prefix === 'node') return rest === '' ? undefined : { kind: 'node', name: rest };
  if (prefix === 'name') return rest === '' ? undefined : { kind: 'name', name: rest };
  if (prefix !== 'workload' && prefix !== 'pod' && prefix !== 'service') return undefined;
  const [namespace, name, ...more] = rest.split('/');
  if (namespace !== undefined && namespace !== '' && name !== undefined && name !== '' && more.length === 0) {
    return { kind: prefix, namespace, name };
  }
  return colon < 0 && !text.includes('/') && text.includes('.') ? { kind: 'name', name: text } : undefined;
}

/** The form that `scenarioEnd` reads back. */
export function scenarioEndText(end: ScenarioEnd): string {
  switch (end.kind) {
    case 'workload':
      return `${end.namespace}/${end.name}`;
    case 'pod':
    case 'service':
      return `${end.kind}:${end.namespace}/${end.name}`;
    case 'node':
      return `node:${end.name}`;
    case 'name':
      return end.name.includes('.') ? end.name : `name:${end.name}`;
    case 'address':
      return end.address;
    case 'internet':
      return 'internet';
  }
}

/** One end. */
export const End = z.unknown().transform((value, context): ScenarioEnd => {
  const end = typeof value === 'string' ? scenarioEnd(value) : undefined;
  if (end !== undefined) return end;
  context.addIssue({ code: 'custom', message: forms });
  return z.NEVER;
});

/** One end or a list of them: each of a list has the conversation by itself. */
export const Ends = z.unknown().transform((value, context): readonly ScenarioEnd[] => {
  const ends = (Array.isArray(value) ? value : [value]).map((one) =>
    typeof one === 'string' ? scenarioEnd(one) : undefined,
  );
  if (ends.length === 0) context.addIssue({ code: 'custom', message: 'must not be empty' });
  ends.forEach((end, at) => {
    if (end === undefined) context.addIssue({ code: 'custom', message: forms, path: Array.isArray(value) ? [at] : [] });
  });
  return ends.filter((end) => end !== undefined);
});
