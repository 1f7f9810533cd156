import type { FactKind } from './baseline.ts';
import type { Edge } from './edge.ts';
import { digest } from './hash.ts';
import { peerKey, peerLabel } from './peer.ts';
import { registrableDomain } from './popular.ts';

/** So many hosts under one registrable domain are learned as the domain; beyond so many ports of one server all are. */
export const generalisation = { hosts: 5, ports: 20 } as const;

/** Under these everyone may have a name, though the Public Suffix List does not say so of each: they are never one owner. */
const shared = new Set([
  'amazonaws.com', 'amazonaws.com.cn', 'awsglobalaccelerator.com', 'cloudfront.net', 'akamaiedge.net', 'akamai.net', 'akamaihd.net', 'edgesuite.net',
  'edgekey.net', 'fastly.net', 'fastlylb.net', 'azure.com', 'azureedge.net', 'azurewebsites.net', 'windows.net', 'trafficmanager.net', 'googleapis.com',
  'googleusercontent.com', 'appspot.com', 'run.app', 'web.app', 'firebaseapp.com', 'github.io', 'githubusercontent.com', 'gitlab.io', 'herokuapp.com',
  'netlify.app', 'vercel.app', 'workers.dev', 'pages.dev', 'cloudflare.net', 'digitaloceanspaces.com', 'ondigitalocean.app', 'backblazeb2.com',
  'blogspot.com', 'wordpress.com', 'ngrok.io', 'ngrok.app', 'trycloudflare.com', 'duckdns.org', 'nip.io', 'sslip.io',
]); // prettier-ignore

/** Whatever stands under these is a machine or a customer of theirs, at any depth. */
const ofMany = [
  '.amazonaws.com',
  '.amazonaws.com.cn',
  '.cloudfront.net',
  '.akamaiedge.net',
  '.akamai.net',
  '.edgekey.net',
  '.edgesuite.net',
  '.fastly.net',
];

/** A fact that covers more than one edge of a workload. */
export interface Wider {
  readonly kind: Extract<FactKind, 'edge'>;
  readonly object: string;
  readonly label: string;
  /** What is counted, and how many of it make the wider fact. */
  readonly counts: 'hosts' | 'ports';
  readonly enough: number;
}

/** The wider facts that an edge falls under, whether they are in a baseline or not. */
export function widerThan(edge: Pick<Edge, 'destination' | 'proto' | 'port'>): Wider[] {
  const { destination, proto, port } = edge;
  const wider: Wider[] = [];
  const domain = destination.kind === 'name' ? domainOf(destination.name) : undefined;
  if (domain !== undefined) {
    wider.push({ kind: 'edge', object: spelled('*', domain, proto, String(port)), label: `*.${domain} on ${proto} port ${port}`, counts: 'hosts', enough: generalisation.hosts });
  }
  if (destination.kind === 'workload' || destination.kind === 'service' || destination.kind === 'node' || destination.kind === 'private') {
    const label = `${peerLabel(destination)} on dynamic ${proto} ports`.slice(0, 600).toWellFormed();
    wider.push({ kind: 'edge', object: spelled('ports', ...peerKey(destination), proto), label, counts: 'ports', enough: generalisation.ports + 1 });
  }
  return wider;
} // prettier-ignore

/** The domain whose hosts may be learned as one; undefined for a domain itself and where the suffix is shared. */
function domainOf(name: string): string | undefined {
  const domain = registrableDomain(name);
  if (domain === undefined || domain === name || shared.has(domain)) return undefined;
  return ofMany.some((suffix) => domain.endsWith(suffix)) ? undefined : domain;
}

function spelled(...parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  return text.length <= 600 && text.isWellFormed() ? text : digest(...parts);
}
