import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CoverageOf } from '../../core/answers/surroundings.ts';
import * as queries from '../app/queries.ts';
import { Card, Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { Ago, Name, Severity, When, words } from '../parts/text.tsx';

/** A sentinel reports each minute, in a large cluster every two; after three it is called silent here. An incident comes later, by its own pace. */
const silentMs = 180_000;

type Node = CoverageOf['nodes'][number];

function stateOf({ heardAt, virtual = false }: Node): 'live' | 'silent' | 'never' | 'virtual' {
  if (heardAt === undefined) return virtual ? 'virtual' : 'never';
  return Date.now() - Date.parse(heardAt) > silentMs ? 'silent' : 'live';
}

export default function CoveragePage({ cluster }: { cluster: string }): ReactNode {
  const coverage = useQuery(queries.coverage(cluster));
  const graph = useQuery(queries.graph(cluster));
  return (
    <div className="page">
      <Title aside={<Fresh of={coverage} />}>Coverage</Title>
      <p className="soft">How much of the truth is seen. What is not seen cannot be judged, so it is said here.</p>
      <Loaded of={coverage} what="the coverage">
        {(data) => (
          <>
            <Blind cluster={cluster} />
            {data.nodes.length === 0
              ? <Empty title="No sentinel has posted yet" picture="wait"><p>Install them with the chart; each node appears here with its first batch.</p><p><Link to="/clusters">How to</Link></p></Empty>
              : <Nodes nodes={data.nodes} />}
            <div className="pair">
              <Card title="Looks at the cluster"><Looks of={data} /></Card>
              {graph.data !== undefined && graph.data.edges.ids.length > 0 && <Known map={graph.data} />}
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
} // prettier-ignore

/** What people were told of loss and silence, and is not over. */
function Blind({ cluster }: { cluster: string }): ReactNode {
  const { data = [] } = useQuery(queries.incidents(cluster));
  const open = data.filter(({ state, findings }) => state === 'open' && findings.some(({ kind }) => kind === 'sentinel-silent' || kind === 'coverage-lost'));
  if (open.length === 0) return null;
  return (
    <section className="note bad stack" aria-label="What is not seen">
      {open.slice(0, 20).map(({ id, severity, workload, findings, openedAt }) => <p key={id} className="row"><Severity of={severity} /><Link to={`/incidents/${id}`}><Name text={`${workload}: ${findings[0]?.label ?? ''}`} limit={240} /></Link><span className="soft small">since <When at={openedAt} /></span></p>)}
    </section>
  );
} // prettier-ignore

const order = { never: 0, silent: 1, live: 2, virtual: 3 } as const;

function Nodes({ nodes }: { nodes: readonly Node[] }): ReactNode {
  const count = (state: keyof typeof order) => nodes.filter((node) => stateOf(node) === state).length;
  const rows = nodes.toSorted((a, b) => order[stateOf(a)] - order[stateOf(b)] || (b.lostPpm ?? 0) - (a.lostPpm ?? 0) || (a.name < b.name ? -1 : 1));
  const [live, silent, never, virtual] = [count('live'), count('silent'), count('never'), count('virtual')];
  const due = nodes.length - virtual;
  const lossy = nodes.filter(({ lostPpm = 0 }) => lostPpm > tolerated).length;
  return (
    <>
      <div className="tiles">
        <p className={`tile${live === due ? ' good' : ''}`}><b>{live} of {due}</b><span>nodes are watched now</span></p>
        <p className={`tile${silent > 0 ? ' warn' : ''}`}><b>{silent}</b><span>{silent === 1 ? 'sentinel is' : 'sentinels are'} silent for three minutes</span></p>
        <p className={`tile${never > 0 ? ' warn' : ''}`}><b>{never}</b><span>{never === 1 ? 'node' : 'nodes'} without a sentinel</span></p>
        <p className={`tile${lossy > 0 ? ' warn' : ''}`}><b>{lossy}</b><span>{lossy === 1 ? 'sentinel loses' : 'sentinels lose'} more than {tolerated / 10_000} % of what passes</span></p>
        {virtual > 0 && <p className="tile"><b>{virtual}</b><span>virtual {virtual === 1 ? 'node' : 'nodes'}, where none can run</span></p>}
      </div>
      <Card title="Nodes">
        <div className="scroll" role="region" aria-label="Nodes" tabIndex={0}>
          <table className="table blocks">
            <thead><tr><th scope="col">Node</th><th scope="col">Sentinel</th><th scope="col">Last heard</th><th scope="col">Lost within the hour</th><th scope="col">In Kubernetes</th></tr></thead>
            <tbody>{rows.slice(0, 500).map((node) => (
              <tr key={node.name}>
                <td data-label="Node"><Name text={node.name} /></td>
                <td data-label="Sentinel"><State of={node} /></td>
                <td data-label="Last heard">{node.heardAt === undefined ? <span className="soft">never</span> : <Ago at={node.heardAt} />}</td>
                <td data-label="Lost"><div className="row">{node.lostPpm === undefined ? <span className="soft">not known</span> : <Lost ppm={node.lostPpm} />}{(node.missing ?? 0) > 0 && <span className="tag medium">◆ {node.missing} {node.missing === 1 ? 'batch has' : 'batches have'} not come</span>}</div></td>
                <td data-label="In Kubernetes"><div>{node.ready === undefined ? <span className="soft">not told of</span> : node.ready === 'ready' ? 'ready' : <span className="tag medium">{words(node.ready)}</span>}{node.kubelet !== undefined && <span className="soft small"> · <Name text={node.kubelet} limit={40} /></span>}</div></td>
              </tr>
            ))}</tbody>
          </table>
        </div>
        {rows.length > 500 && <p className="small soft">and {rows.length - 500} more, all of them as good as the last of these.</p>}
      </Card>
    </>
  );
} // prettier-ignore

function State({ of }: { of: Node }): ReactNode {
  const state = stateOf(of);
  if (state === 'live') return <span className="tag good">✓ live</span>;
  if (state === 'virtual') return <span className="tag">none can run here</span>;
  return <span className="tag medium">◆ {state === 'silent' ? 'silent' : 'no sentinel'}</span>;
} // prettier-ignore

/** Above a tenth of a percent nothing of such a window is learned: core/learn.ts. */
const tolerated = 1_000;

function Lost({ ppm }: { ppm: number }): ReactNode {
  if (ppm === 0) return 'nothing';
  const percent = `${Number((ppm / 10_000).toPrecision(2))} %`;
  return ppm > tolerated ? <span className="tag medium">◆ {percent}: not learned from</span> : percent;
} // prettier-ignore

/** Inventory, EKS settings, audit log, sweep: when each was whole last, and what keeps it from being so now. */
function Looks({ of: { inventory, eks, audit, sweep } }: { of: CoverageOf }): ReactNode {
  const gap = audit?.gaps.findLast(({ to }) => to === undefined);
  return (
    <dl className="facts rows">
      <div><dt>Inventory</dt><dd>{inventory?.wholeAt === undefined ? <span className="tag medium">◆ never whole</span> : <>whole <Ago at={inventory.wholeAt} /></>}{inventory?.failing !== undefined && <p className="note warn small">Since <When at={inventory.failing.since} />: {words(inventory.failing.fault)}{inventory.failing.missing.length > 0 && <>; missing <Name text={inventory.failing.missing.join(', ')} limit={200} /></>}</p>}</dd></div>
      <div><dt>Audit log</dt><dd>{audit?.state !== 'on' ? <><span className="tag">off</span> <span className="small soft">who created what stays unknown</span></> : gap === undefined ? <>on, newest record <Ago at={audit.newestAt ?? 0} /></> : <span className="tag medium">◆ {gap.why} since <When at={gap.from} /></span>}</dd></div>
      <div><dt>EKS settings</dt><dd>{eks === undefined ? <span className="soft">not an EKS cluster, or not looked at</span> : <>Kubernetes {eks.version}, looked at <Ago at={eks.asOf} /></>}</dd></div>
      <div><dt>Baseline diff</dt><dd>{sweep === undefined ? <span className="soft">not yet</span> : <>what changed <Ago at={sweep.changedAt} />, everything <Ago at={sweep.allAt} /></>}</dd></div>
    </dl>
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
  const share = Math.floor((1 - unresolved / (edges.ids.length * 2)) * 1_000) / 10;
  return (
    <Card title="Names">
      <p>{share} % of the ends of {edges.ids.length.toLocaleString('en-GB')} conversations are known by name.</p>
      {unresolved > 0 && <ul className="list">{[...reasons].map(([reason, count]) => <li key={reason}>{count} unresolved: {words(reason)}</li>)}</ul>}
    </Card>
  );
} // prettier-ignore
