import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { allowBaseline, lastingLabels, quarantine, type WrittenPolicy, yamlOf } from '../../core/network-policy.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { go, useParameters } from '../app/router.ts';
import { graphOf } from '../data/graph-of.ts';
import type { Fact, Incident, ShownEdge, ShownWorkload } from '../data/shapes.ts';
import { around } from '../graph/model.ts';
import { Card, Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { Copy } from '../parts/copy.tsx';
import { StandingTag } from '../parts/edge-table.tsx';
import { GraphCanvas } from '../parts/graph-canvas.tsx';
import { Ago, bytesText, Name, Severity, When, words } from '../parts/text.tsx';

export default function WorkloadPage({ cluster, lineage }: { cluster: string; lineage: string }): ReactNode {
  const graph = useQuery(queries.graph(cluster));
  return <Loaded of={graph} what="the graph">{(data) => <Found cluster={cluster} lineage={lineage} data={data} fresh={<Fresh of={graph} />} />}</Loaded>;
} // prettier-ignore

interface FoundProps {
  readonly cluster: string;
  readonly lineage: string;
  readonly data: queries.WholeGraph;
  readonly fresh: ReactNode;
}

const none: readonly never[] = [];

function Found({ cluster, lineage, data, fresh }: FoundProps): ReactNode {
  const incidents = useQuery(queries.incidents(cluster)).data ?? none;
  const facts = useQuery(queries.facts(cluster));
  const workload = data.workloads.find((one) => one.lineage === lineage);
  const edges = useMemo(() => data.edges.filter(({ source, destination }) => [source, destination].some((peer) => peer.kind === 'workload' && peer.lineage === lineage)), [data, lineage]);
  const own = useMemo(() => facts.data?.filter((fact) => fact.lineage === lineage), [facts.data, lineage]);
  const open = incidents.filter((incident) => incident.state === 'open' && incident.lineage === lineage);
  if (workload === undefined) return <Empty title="This workload is not in the graph"><p>It has no conversation that is stored, or it belongs to another cluster.</p><p><Link to={`/c/${part(cluster)}/graph`}>To the graph</Link></p></Empty>;
  return (
    <div className="page">
      <Title aside={fresh}><Name text={workload.label} limit={200} /></Title>
      {open.map((incident) => <Violation key={incident.id} incident={incident} />)}
      <div className="wide-pair">
        <div className="stack">
          <Card title="What it is"><What workload={workload} cluster={cluster} /></Card>
          <Card title="Whom it talks to"><Near cluster={cluster} lineage={lineage} edges={edges} data={data} incidents={open} /></Card>
        </div>
        <Card title="What is learned"><Learned edges={edges} facts={own} mode={data.mode} /></Card>
      </div>
      <Card title="Conversations"><Conversations cluster={cluster} lineage={lineage} edges={edges} facts={own} incidents={open} /></Card>
      <Policies cluster={cluster} workload={workload} edges={edges} facts={own} />
    </div>
  );
} // prettier-ignore

function Violation({ incident }: { incident: Incident }): ReactNode {
  const worst = incident.findings.find(({ severity }) => severity === incident.severity);
  return (
    <section className={`alarm ${incident.severity}`}>
      <p className="row"><Severity of={incident.severity} /><b>{words(incident.classification)}</b><span className="soft small">since <When at={incident.openedAt} /></span></p>
      <p><Name text={worst === undefined ? '' : `${words(worst.kind)}: ${worst.label}`} limit={300} /></p>
      <p className="row"><Link to={`/incidents/${incident.id}`}>Open the incident</Link><a href="#policies">Cut it off with a NetworkPolicy</a></p>
    </section>
  );
} // prettier-ignore

function What({ workload, cluster }: { workload: ShownWorkload; cluster: string }): ReactNode {
  const traits = useQuery(queries.traits(cluster, workload.lineage)).data;
  return (
    <dl className="facts">
      <div><dt>Kind</dt><dd><Name text={workload.kind} /></dd></div>
      <div><dt>Namespace</dt><dd><Name text={workload.namespace} /></dd></div>
      <div><dt>Created</dt><dd><When at={workload.createdAt} /> (<Ago at={workload.createdAt} />)</dd></div>
      <div><dt>Created by</dt><dd>{workload.creator === undefined ? <span className="soft">unknown: no audit log is read</span> : <Name text={workload.creator} />}</dd></div>
      <div><dt>Service account</dt><dd>{workload.serviceAccount === undefined ? <span className="soft">unknown</span> : <Name text={workload.serviceAccount} />}</dd></div>
      <div><dt>Images</dt><dd>{workload.images.length === 0 ? <span className="soft">unknown</span> : workload.images.map((image) => <div key={image}><Name text={image} /></div>)}</dd></div>
      {traits !== undefined && <div><dt>Pods</dt><dd>{traits.pods} on {traits.nodes.length} {traits.nodes.length === 1 ? 'node' : 'nodes'}: <Name text={traits.nodes.join(', ')} limit={160} /></dd></div>}
    </dl>
  );
} // prettier-ignore

function Near({ cluster, lineage, edges, data, incidents }: { cluster: string; lineage: string; edges: readonly ShownEdge[]; data: queries.WholeGraph; incidents: readonly Incident[] }): ReactNode {
  const graph = useMemo(() => around(graphOf(edges, data.workloads, { incidents, findings: [], newSince: Infinity }), new Set([`workload ${lineage}`])), [edges, data, incidents, lineage]);
  if (edges.length === 0) return <p className="soft">Nothing was seen yet.</p>;
  return <GraphCanvas small graph={graph} picture={lineage} summary={`This workload and ${graph.nodes.length - 1} peers; the table of conversations says the same.`} onChoice={(choice, open) => { if (choice !== undefined && open) go(`/c/${part(cluster)}/graph?show=all&${choice.kind}=${encodeURIComponent(choice.id)}`); }} />;
} // prettier-ignore

function Learned({ edges, facts, mode }: { edges: readonly ShownEdge[]; facts: readonly Fact[] | undefined; mode: string }): ReactNode {
  if (facts === undefined) return <p role="status" className="soft">Reading the baseline …</p>;
  const known = new Set(facts.filter(({ kind }) => kind === 'edge').map(({ object }) => object));
  const own = edges.filter(({ id }) => known.has(id)).length;
  const people = facts.filter(({ provenance }) => provenance.by === 'person').length;
  const percent = edges.length === 0 ? 0 : Math.round((own / edges.length) * 100);
  return (
    <div className="stack">
      <p>{own} of its {edges.length} conversations are in the baseline{mode === 'learning' ? '; the rest is still being learned or waits for review' : ''}.</p>
      <div className="bar" role="img" aria-label={`${percent} percent in the baseline`}><i style={{ width: `${percent}%` }} /></div>
      <dl className="facts">
        <div><dt>Facts</dt><dd>{facts.length}</dd></div>
        <div><dt>Accepted by people</dt><dd>{people}</dd></div>
        <div><dt>Mode of the cluster</dt><dd>{mode}</dd></div>
      </dl>
    </div>
  );
} // prettier-ignore

const directions = [
  ['', 'All'],
  ['out', 'Out'],
  ['in', 'In'],
] as const;

function Conversations({ cluster, lineage, edges, facts, incidents }: { cluster: string; lineage: string; edges: readonly ShownEdge[]; facts: readonly Fact[] | undefined; incidents: readonly Incident[] }): ReactNode {
  const [parameters, set] = useParameters();
  const way = parameters.get('way') ?? '';
  const red = new Set(incidents.flatMap(({ findings }) => findings.flatMap(({ edge }) => edge ?? [])));
  const known = new Set(facts?.filter(({ kind }) => kind === 'edge').map(({ object }) => object));
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
              <td data-label="Peer"><Link to={`/c/${part(cluster)}/graph?show=all&edge=${edge.id}`}><Name text={isOut(edge) ? edge.labels.destination : edge.labels.source} limit={140} /></Link></td>
              <td data-label="Port">{edge.proto}/{edge.port}</td>
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

function Policies({ cluster, workload, edges, facts }: { cluster: string; workload: ShownWorkload; edges: readonly ShownEdge[]; facts: readonly Fact[] | undefined }): ReactNode {
  const all = useQuery(queries.allTraits(cluster)).data;
  const traits = all?.get(workload.lineage);
  const labels = lastingLabels(traits?.labels ?? {});
  const known = new Set(facts?.filter(({ kind }) => kind === 'edge').map(({ object }) => object));
  const target = { workload, labels };
  const baseline = allowBaseline({ ...target, lineage: workload.lineage, edges: edges.filter(({ id }) => known.has(id)), labelsOf: (other) => { const its = all?.get(other)?.labels; return its && lastingLabels(its); } });
  const cut = quarantine(target);
  return (
    <section id="policies" className="pair">
      <Card title="Cut it off"><Policy of={cut} cluster={cluster} what="NetworkPolicy that cuts it off" first="Denies everything in and out of its pods, and leaves them running so that they can be looked at." /></Card>
      <Card title="Allow its baseline"><Policy of={baseline} cluster={cluster} what="NetworkPolicy that allows its baseline" first="Allows exactly what its baseline holds, and the resolver." /></Card>
    </section>
  );
} // prettier-ignore

function Policy({ of, what, first, cluster }: { of: WrittenPolicy | undefined; what: string; first: string; cluster: string }): ReactNode {
  if (of === undefined) return <p className="note warn">The labels of its pods are not known, and a policy without them would hit the whole namespace. They come with the inventory: see <Link to={`/c/${part(cluster)}/coverage`}>Coverage</Link>.</p>;
  return (
    <div className="stack">
      <p className="small">{first}</p>
      <Copy text={yamlOf(of.policy)} label="Copy" what={what} />
      {of.gaps.length > 0 && <details><summary>What it cannot say ({of.gaps.length})</summary><ul className="list small">{of.gaps.map((gap) => <li key={gap}><Name text={gap} /></li>)}</ul></details>}
    </div>
  );
} // prettier-ignore
