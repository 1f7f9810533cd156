import type { ReactNode } from 'react';
import type { ShownEdge } from '../../core/answers/graph.ts';
import type { Fact } from '../../core/baseline.ts';
import type { Incident } from '../../core/incident.ts';
import { part } from '../app/api.ts';
import { useParameters } from '../app/router.ts';
import { Link } from './bits.tsx';
import { StandingTag } from './edge-table.tsx';
import { Evidence } from './evidence.tsx';
import { bytesText, Name, When } from './text.tsx';

const directions = [
  ['', 'All'],
  ['out', 'Out'],
  ['in', 'In'],
] as const;

/** Its conversations in and out, violations first. */
export function Conversations({ cluster, lineage, edges, facts, incidents }: { cluster: string; lineage: string; edges: readonly ShownEdge[]; facts: readonly Fact[]; incidents: readonly Incident[] }): ReactNode {
  const [parameters, set] = useParameters();
  const way = parameters.get('way') ?? '';
  const red = new Set(incidents.flatMap(({ findings }) => findings.flatMap(({ edge }) => edge ?? [])));
  const known = new Set(facts.filter(({ kind }) => kind === 'edge').map(({ object }) => object));
  const isOut = ({ source }: ShownEdge) => source.kind === 'workload' && source.lineage === lineage;
  const rank = (edge: ShownEdge) => (red.has(edge.id) ? 0 : known.has(edge.id) ? 2 : 1);
  const rows = edges.filter((edge) => way === '' || isOut(edge) === (way === 'out')).toSorted((a, b) => rank(a) - rank(b) || (a.firstSeen < b.firstSeen ? 1 : -1));
  return (
    <>
      <div className="row" role="group" aria-label="Direction">{directions.map(([key, name]) => <button key={key} type="button" className="plain" aria-pressed={way === key} onClick={() => set({ way: key })}>{name}</button>)}</div>
      <div className="scroll" role="region" aria-label="Conversations" tabIndex={0}>
        <table className="table blocks">
          <thead><tr><th scope="col">Way</th><th scope="col">Peer</th><th scope="col">Port</th><th scope="col">Said</th><th scope="col">First, last seen</th><th scope="col" className="number">Sent, received</th><th scope="col">Standing</th></tr></thead>
          <tbody>{rows.slice(0, 300).map((edge) => (
            <tr key={edge.id} className={red.has(edge.id) ? 'hot' : ''}>
              <td data-label="Way">{isOut(edge) ? 'to' : 'from'}</td>
              <td data-label="Peer"><div><Link to={`/c/${part(cluster)}/graph?${red.has(edge.id) ? '' : 'show=all&'}edge=${edge.id}`}><Name text={isOut(edge) ? edge.labels.destination : edge.labels.source} limit={140} /></Link><Evidence of={edge} open={red.has(edge.id)} /></div></td>
              <td data-label="Port" className="tight">{edge.proto}/{edge.port}</td>
              <td data-label="Said"><div>{edge.operations.slice(0, 4).map((operation) => <div key={JSON.stringify(operation)}><Name text={[operation.app, operation.dialect, operation.method, operation.path].filter(Boolean).join(' ')} limit={100} /></div>)}{edge.operations.length > 4 && <span className="soft small">and {edge.operations.length - 4} more</span>}</div></td>
              <td data-label="First, last"><div><div><When at={edge.firstSeen} /></div><div className="soft">{edge.totals.lastSeen === 0 ? 'last not kept' : <When at={edge.totals.lastSeen} />}</div></div></td>
              <td data-label="Bytes" className="number">{bytesText(edge.totals.bytesOut)}, {bytesText(edge.totals.bytesIn)}</td>
              <td data-label="Standing">{red.has(edge.id) ? <StandingTag of="violation" /> : known.has(edge.id) ? <span className="tag good">learned</span> : <span className="tag">not in the baseline</span>}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </>
  );
} // prettier-ignore
