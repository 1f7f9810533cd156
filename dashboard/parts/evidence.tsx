import type { ReactNode } from 'react';
import type { ShownEdge } from '../../core/answers/graph.ts';
import { Name, several, words } from './text.tsx';

const heard: Readonly<Record<ShownEdge['names'][number]['from'], string>> = { dns: 'a DNS answer', sni: 'the TLS greeting', 'http-host': 'the HTTP host header', connect: 'a CONNECT request', mining: 'what a miner said' }; // prettier-ignore

/** What a conversation is known by: under which names and addresses, how it went, who saw it first. `open`: without asking, of what is in violation. */
export function Evidence({ of: { names, addresses, outcomes, seenBy, unheard, support }, open }: { of: ShownEdge; open: boolean }): ReactNode {
  return (
    <details className="small" open={open}>
      <summary>Evidence</summary>
      <ul className="list">
        {names.slice(0, 8).map(({ value, from, aliases = [] }) => <li key={`${from} ${value}`}><Name text={value} limit={160} />, from {heard[from]}{aliases.length > 0 && <>, by way of <Name text={aliases.join(', ')} limit={200} /></>}</li>)}
        {names.length > 8 && <li>and {several(names.length - 8, 'name')} more</li>}
        {names.length === 0 && <li>No name was asked for or said.</li>}
        {addresses.length > 0 && <li>At <Name text={addresses.join(', ')} limit={300} /></li>}
        {outcomes.length > 0 && <li>It was {outcomes.map(words).join(', ')}</li>}
        <li>First seen by the sentinel of <Name text={seenBy} limit={120} /></li>
        {support.hours.length > 0 && <li>Heard in {several(support.hours.length, 'hour')}{support.hours.length === 3 && ' or more'}</li>}
        {unheard === true && <li>Its pods are older than their node's sentinel, and may have asked for a name before.</li>}
      </ul>
    </details>
  );
} // prettier-ignore
