import { type ReactNode, useState } from 'react';
import type { Graph, GraphEdge, GraphNode } from '../graph/model.ts';
import { When } from './text.tsx';
import { Name } from './text.tsx';

const order: Readonly<Record<GraphEdge['standing'], number>> = { violation: 0, drift: 1, unresolved: 2, known: 3 };
export const standingWords: Readonly<Record<GraphEdge['standing'], string>> = { violation: 'Violation', drift: 'Drift', unresolved: 'Unresolved', known: 'Known' }; // prettier-ignore
const standingClass: Readonly<Record<GraphEdge['standing'], string>> = { violation: 'critical', drift: 'medium', unresolved: '', known: '' }; // prettier-ignore

export function StandingTag({ of }: { of: GraphEdge['standing'] }): ReactNode {
  return <span className={`tag ${standingClass[of]}`}>{of === 'violation' ? '! ' : ''}{standingWords[of]}</span>;
} // prettier-ignore

const step = 40;

/** The twin of the picture: the same conversations as rows, the worst first. Everything that the mouse can do there, links and buttons do here. */
export function EdgeTable({ graph, chosen, onChoice, caption }: { graph: Graph; chosen?: string | undefined; onChoice: (edge: string) => void; caption: string }): ReactNode {
  const [shown, setShown] = useState(step);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const rows = graph.edges.toSorted((a, b) => order[a.standing] - order[b.standing] || b.firstSeen - a.firstSeen || (a.id < b.id ? -1 : 1));
  return (
    <>
      <div className="scroll" role="region" aria-label={caption} tabIndex={0}>
        <table className="table blocks">
          <caption className="unseen">{caption}</caption>
          <thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Port</th><th scope="col">Said</th><th scope="col">First seen</th><th scope="col">Last seen</th><th scope="col">Standing</th><th scope="col"><span className="unseen">Show</span></th></tr></thead>
          <tbody>
            {rows.slice(0, shown).map((edge) => (
              <tr key={edge.id} className={`${edge.standing === 'violation' ? 'hot' : ''}${edge.id === chosen ? ' chosen' : ''}`}>
                <td data-label="From"><End of={nodes.get(edge.source)} /></td>
                <td data-label="To">{edge.name === undefined ? <End of={nodes.get(edge.target)} /> : <Name text={edge.name} limit={120} />}</td>
                <td data-label="Port" className="tight">{edge.port}</td>
                <td data-label="Said"><Name text={edge.said} limit={80} /></td>
                <td data-label="First seen" className="tight"><When at={edge.firstSeen} /></td>
                <td data-label="Last seen" className="tight">{edge.lastSeen === 0 ? <span className="soft">not kept</span> : <When at={edge.lastSeen} />}</td>
                <td data-label="Standing"><StandingTag of={edge.standing} /></td>
                <td data-label="" className="tight"><button type="button" className="plain" onClick={() => onChoice(edge.id)}>Show<span className="unseen"> this conversation in the graph</span></button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="row small soft">
        {rows.length === 0 ? 'No conversation matches.' : shown < rows.length ? `${shown} of ${rows.length} conversations` : rows.length === 1 ? 'One conversation' : `${rows.length} conversations`}
        {shown < rows.length && <button type="button" className="plain" onClick={() => setShown(shown + step * 5)}>Show more</button>}
      </p>
    </>
  );
} // prettier-ignore

function End({ of }: { of: GraphNode | undefined }): ReactNode {
  if (of === undefined) return null;
  return <span>{of.lane === 1 && <span className="soft"><Name text={`${of.group}/`} limit={70} /></span>}<Name text={of.label} limit={120} /></span>;
} // prettier-ignore
