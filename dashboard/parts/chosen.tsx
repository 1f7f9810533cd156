import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { Incident } from '../../core/incident.ts';
import { deedOf } from '../../core/notice-deeds.ts';
import * as queries from '../app/queries.ts';
import { sentinels } from '../data/graph-of.ts';
import { isAtLeast } from '../../core/deviation.ts';
import type { Graph, GraphNode } from '../graph/model.ts';
import type { Choice } from '../graph/choice.ts';
import { Link } from './bits.tsx';
import { StandingTag } from './edge-table.tsx';
import { Evidence } from './evidence.tsx';
import { bytesText, Name, several, Severity, When, words } from './text.tsx';

interface ChosenProps {
  readonly cluster: string;
  readonly choice: Choice;
  readonly graph: Graph;
  readonly incidents: readonly Incident[];
  readonly close: () => void;
}

/** What was chosen in the graph, in words, with the way to its page. */
export function Chosen(props: ChosenProps): ReactNode {
  const { choice } = props;
  if (choice === undefined) return null;
  return (
    <aside className="panel stack" aria-label="What is chosen" aria-live="polite">
      {choice.kind === 'node' ? <ChosenNode {...props} id={choice.id} /> : <ChosenEdge {...props} id={choice.id} />}
    </aside>
  );
} // prettier-ignore

function Close({ close }: { close: () => void }): ReactNode {
  return <button type="button" className="plain" onClick={close}>Close</button>;
} // prettier-ignore

function ChosenNode({ cluster, id, graph, incidents, close }: ChosenProps & { id: string }): ReactNode {
  const node = graph.nodes.find((one) => one.id === id);
  const touching = useMemo(() => graph.edges.filter(({ source, target }) => source === id || target === id), [graph, id]);
  if (node === undefined) return <div className="title"><p>It is not in this picture.</p><Close close={close} /></div>;
  const out = touching.filter(({ source }) => source === id).length;
  const open = incidents.filter(({ state, lineage }) => state === 'open' && lineage === node.lineage);
  const standing = open.length > 0 || touching.some((edge) => edge.standing === 'violation') ? 'violation' : node.standing;
  return (
    <>
      <div className="title"><h2><Name text={node.label} limit={120} /></h2><span className="space" /><Close close={close} /></div>
      <p className="row small"><StandingTag of={standing} />{node.isNew && <span className="tag info">new</span>}<span className="soft">{node.lane === 1 ? <>in <Name text={node.group} limit={80} /></> : node.group}{node.detail === '' ? '' : ` · ${node.detail}`}</span></p>
      {open.map((incident) => <p key={incident.id} className="note bad"><Severity of={incident.severity} /> <Link to={`/incidents/${incident.id}`}>{words(incident.classification)}</Link></p>)}
      {node.names !== undefined && <ul className="list small">{node.names.slice(0, 12).map((name) => <li key={name}><Name text={name} limit={120} /></li>)}{node.names.length > 12 && <li>and {node.names.length - 12} more, in the table below</li>}</ul>}
      {touching.length > 0 && <p className="small">{several(out, 'conversation')} out, {touching.length - out} in.</p>}
      {node.lineage !== undefined && <p>{node.group === sentinels ? <Link to={`/c/${encodeURIComponent(cluster)}/coverage`}>See the coverage</Link> : <Link to={`/c/${encodeURIComponent(cluster)}/workloads/${node.lineage}`}>Open this workload</Link>}</p>}
    </>
  );
} // prettier-ignore

function ChosenEdge({ cluster, id, graph, incidents, close }: ChosenProps & { id: string }): ReactNode {
  const drawn = graph.edges.find((one) => one.id === id);
  const [source, target] = [graph.nodes.find((one) => one.id === drawn?.source), graph.nodes.find((one) => one.id === drawn?.target)];
  const whole = useQuery({ ...queries.edge(cluster, id, source?.lineage), enabled: drawn !== undefined });
  if (drawn === undefined || source === undefined || target === undefined) return <div className="title"><p>It is not in this picture.</p><Close close={close} /></div>;
  const told = incidents.filter(({ state, findings }) => state === 'open' && findings.some(({ edge }) => edge === id));
  return (
    <>
      <div className="title"><h2><NodeName of={source} /> → {drawn.name === undefined ? <NodeName of={target} /> : <Name text={drawn.name} limit={120} />}</h2><span className="space" /><Close close={close} /></div>
      <p className="row small"><StandingTag of={drawn.standing} /><span className="tag">{drawn.port}</span><span className="tag">{drawn.direction}</span></p>
      {told.map((incident) => <Told key={incident.id} incident={incident} edge={id} />)}
      {source.lineage !== undefined && <p><Link to={`/c/${encodeURIComponent(cluster)}/workloads/${source.lineage}`}>Open the workload</Link></p>}
      <dl className="facts rows small">
        <div><dt>First seen</dt><dd><When at={drawn.firstSeen} /></dd></div>
        <div><dt>Last seen</dt><dd>{drawn.lastSeen === 0 ? 'not kept any more' : <When at={drawn.lastSeen} />}</dd></div>
        <div><dt>Sent, received</dt><dd>{whole.data === undefined ? '…' : `${bytesText(whole.data.totals.bytesOut)}, ${bytesText(whole.data.totals.bytesIn)}`}</dd></div>
        <div><dt>Connections</dt><dd>{whole.data?.totals.connections ?? '…'}</dd></div>
      </dl>
      {(whole.data?.operations ?? []).length > 0 && <div className="small"><h3 className="small">Said</h3><ul className="list">{whole.data?.operations.slice(0, 8).map((operation) => <li key={JSON.stringify(operation)}><Name text={[operation.app, operation.dialect, operation.method, operation.path].filter(Boolean).join(' ')} limit={120} /></li>)}</ul></div>}
      {whole.data !== undefined && <Evidence of={whole.data} open={drawn.standing === 'violation'} />}
      {whole.isError && <p className="note warn small">The rest could not be read: <Name text={whole.error.message} limit={200} /></p>}
    </>
  );
} // prettier-ignore

/** What an incident holds against a conversation, the gravest first. */
function Told({ incident, edge }: { incident: Incident; edge: string }): ReactNode {
  const deeds = incident.findings.filter((finding) => finding.edge === edge).toSorted((a, b) => Number(isAtLeast(b.severity, a.severity)) - Number(isAtLeast(a.severity, b.severity)));
  return (
    <div className="note bad small stack">
      <p className="row"><Severity of={incident.severity} /><Link to={`/incidents/${incident.id}`}>{words(incident.classification)}</Link></p>
      <ul className="list">{deeds.map((finding) => <li key={finding.id}>It <Name text={deedOf(finding)} limit={240} /></li>)}</ul>
    </div>
  );
} // prettier-ignore

function NodeName({ of: { lane, group, label } }: { of: GraphNode }): ReactNode {
  return <>{lane === 1 && <span className="soft"><Name text={`${group}/`} limit={60} /></span>}<Name text={label} limit={120} /></>;
} // prettier-ignore
