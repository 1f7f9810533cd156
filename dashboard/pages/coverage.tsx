import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import * as queries from '../app/queries.ts';
import { Card, Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { Ago, Name } from '../parts/text.tsx';

/** A sentinel reports each minute; after three it is called silent. */
const silentMs = 180_000;

export default function CoveragePage({ cluster }: { cluster: string }): ReactNode {
  const overview = useQuery(queries.overview(cluster));
  const graph = useQuery(queries.graph(cluster));
  return (
    <div className="page">
      <Title aside={<Fresh of={overview} />}>Coverage</Title>
      <p className="soft">How much of the truth is seen. What is not seen cannot be judged, so it is said here.</p>
      <Loaded of={overview} what="the coverage">
        {({ nodes }) => nodes.length === 0
          ? <Empty title="No sentinel has posted yet" picture="wait"><p>Install them with the chart; each node appears here with its first batch.</p><p><Link to="/clusters">How to</Link></p></Empty>
          : <Nodes nodes={nodes} />}
      </Loaded>
      {graph.data !== undefined && graph.data.edges.ids.length > 0 && <Known map={graph.data} />}
    </div>
  );
} // prettier-ignore

function Nodes({ nodes }: { nodes: readonly { name: string; lastSeen: string }[] }): ReactNode {
  const silent = nodes.filter(({ lastSeen }) => Date.now() - Date.parse(lastSeen) > silentMs);
  return (
    <>
      <div className="tiles">
        <p className="tile"><b>{nodes.length}</b><span>nodes with a sentinel</span></p>
        <p className="tile"><b>{nodes.length - silent.length}</b><span>heard within three minutes</span></p>
        <p className="tile"><b>{silent.length}</b><span>silent</span></p>
      </div>
      <Card title="Nodes">
        <div className="scroll" role="region" aria-label="Nodes" tabIndex={0}>
          <table className="table blocks">
            <thead><tr><th scope="col">Node</th><th scope="col">Last heard</th><th scope="col">State</th></tr></thead>
            <tbody>{nodes.slice(0, 500).map(({ name, lastSeen }) => <tr key={name}><td data-label="Node"><Name text={name} /></td><td data-label="Last heard"><Ago at={lastSeen} /></td><td data-label="State">{Date.now() - Date.parse(lastSeen) > silentMs ? <span className="tag medium">◆ silent</span> : <span className="tag good">✓ live</span>}</td></tr>)}</tbody>
          </table>
        </div>
      </Card>
    </>
  );
} // prettier-ignore

/** Ends that nobody could name, by the reason. */
function Known({ map: { ends, edges } }: { map: queries.WholeGraph }): ReactNode {
  const reasons = new Map<string, number>();
  for (const index of [...edges.sources, ...edges.destinations]) {
    const peer = ends[index]?.peer;
    if (peer?.kind === 'unresolved') reasons.set(peer.reason, (reasons.get(peer.reason) ?? 0) + 1);
  }
  const unresolved = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const share = Math.round((1 - unresolved / (edges.ids.length * 2)) * 1_000) / 10;
  return (
    <Card title="Names">
      <p>{share} % of the ends of {edges.ids.length} conversations are known by name.</p>
      {unresolved > 0 && <ul className="list">{[...reasons].map(([reason, count]) => <li key={reason}>{count} unresolved: {reason.replaceAll('-', ' ')}</li>)}</ul>}
    </Card>
  );
} // prettier-ignore
