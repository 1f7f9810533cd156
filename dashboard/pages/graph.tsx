import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react';
import * as queries from '../app/queries.ts';
import { go, useParameters } from '../app/router.ts';
import { graphOf, sentinels } from '../data/graph-of.ts';
import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import type { Choice } from '../graph/choice.ts';
import { svgOf } from '../graph/export.ts';
import { findWords, queryOf } from '../graph/find.ts';
import { filtered, type Graph, type GraphEdge, neighbourhood } from '../graph/model.ts';
import { light } from '../graph/palette.ts';
import type { GraphView } from '../graph/view.ts';
import { Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { EdgeTable } from '../parts/edge-table.tsx';
import { Chosen } from '../parts/chosen.tsx';
import { GraphCanvas } from '../parts/graph-canvas.tsx';
import { Help, Legend } from '../parts/graph-help.tsx';
import { When } from '../parts/text.tsx';

const directions = [['', 'All directions'], ['north-south', 'In from outside'], ['east-west', 'Inside'], ['egress', 'Out']] as const; // prettier-ignore
const windows = [['', 'Any time'], ['900', 'Last 15 minutes'], ['3600', 'Last hour'], ['86400', 'Last day'], ['604800', 'Last week']] as const; // prettier-ignore
/** The twin comes a moment after the picture. */
const nothing: Graph = { nodes: [], edges: [] };
/** What is called new: first seen within an hour. */
const newMs = 3_600_000;

export default function GraphPage({ cluster }: { cluster: string }): ReactNode {
  const graph = useQuery(queries.graph(cluster));
  const incidents = useQuery(queries.incidents(cluster));
  const findings = useQuery(queries.findings(cluster));
  const accepted = useQuery(queries.accepted(cluster));
  return (
    <div className="page full">
      <Title aside={<Fresh of={graph} />}>Who talks to whom</Title>
      <Loaded of={graph} what="the graph">
        {(data) => data.edges.ids.length === 0 && (incidents.data ?? none).every(({ state }) => state !== 'open') ? <NothingYet cluster={cluster} /> : (
          <Shown cluster={cluster} data={data} incidents={orNone(incidents.data)} findings={orNone(findings.data)} accepted={accepted.data?.size === 0 ? undefined : accepted.data} />
        )}
      </Loaded>
    </div>
  );
} // prettier-ignore

const none: readonly never[] = [];
/** Nothing is always the same nothing: a graph is not made anew because an empty list arrived. */
const orNone = <Item,>(list: readonly Item[] | undefined): readonly Item[] =>
  list === undefined || list.length === 0 ? none : list;

function NothingYet({ cluster }: { cluster: string }): ReactNode {
  return (
    <Empty title="No conversation was seen yet" picture="wait">
      <p>The cluster is enrolled, and no sentinel has posted anything. Once one does, the first conversations appear here within seconds.</p>
      <p><Link to={`/clusters#${cluster}`}>How to install the sentinels</Link></p>
    </Empty>
  );
} // prettier-ignore

function Shown({ cluster, data, incidents, findings, accepted }: { cluster: string; data: queries.WholeGraph; incidents: readonly Incident[]; findings: readonly Finding[]; accepted: ReadonlySet<string> | undefined }): ReactNode {
  const [parameters, set] = useParameters();
  const view = useRef<GraphView | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const [help, setHelp] = useState(false);
  const [dir, text, seconds, until] = [parameters.get('dir') ?? '', parameters.get('find') ?? '', parameters.get('window') ?? '', parameters.get('until') ?? ''];
  const newest = useMemo(() => [...data.edges.firstSeen, ...data.edges.lastSeen].reduce((most, at) => Math.max(most, at), 0), [data]);
  const whole = useMemo(() => graphOf(data, { incidents, findings, ...(accepted && { accepted }), newSince: newest - newMs }), [data, incidents, findings, accepted, newest]);
  const query = useMemo(() => queryOf(text), [text]);
  const red = useMemo(() => neighbourhood(whole), [whole]);
  const isCalm = red.nodes.length === 0 && incidents.every(({ state }) => state !== 'open');
  const all = isCalm || parameters.get('show') === 'all';
  const graph = useMemo(() => narrowed(all ? whole : red, query.test, { dir, since: seconds === '' ? 0 : newest - Number(seconds) * 1_000, until: until === '' ? Infinity : Number(until) }), [all, whole, red, query, dir, seconds, until, newest]);
  const later = useDeferredValue(graph, nothing);
  const choice: Choice = choiceIn(parameters);
  const choose = (what: Choice, open: boolean) => {
    set({ node: what?.kind === 'node' ? what.id : undefined, edge: what?.kind === 'edge' ? what.id : undefined });
    const node = what?.kind === 'node' ? whole.nodes.find(({ id }) => id === what.id) : undefined;
    if (open && node?.lineage !== undefined) go(`/c/${encodeURIComponent(cluster)}/${node.group === sentinels ? 'coverage' : `workloads/${node.lineage}`}`);
  };
  const key = (pressed: string): boolean => {
    if (pressed === '/') find.current?.focus();
    else if (pressed === '?') setHelp(!help);
    else if (pressed === 'a' && !isCalm) set({ show: all ? undefined : 'all' });
    else return false;
    return true;
  };
  const open = incidents.filter(({ state }) => state === 'open').length;
  const summary = `${graph.nodes.length} ${graph.nodes.length === 1 ? 'node' : 'nodes'}, ${graph.edges.length} ${graph.edges.length === 1 ? 'conversation' : 'conversations'}, ${graph.edges.filter(({ standing }) => standing === 'violation').length} in violation. Arrow keys move, Enter opens, n the next violation, slash to find, question mark for help. The table below says the same.`;
  return (
    <>
      <div className="tools" role="search">
        <input ref={find} className="find" type="search" placeholder="Find: ns=shop  name=pool  new  !dir=egress" aria-label="Find and hide conversations" value={text} spellCheck={false} onChange={(event) => set({ find: event.target.value })} />
        <Pick label="Direction" of={directions} value={dir} onChange={(value) => set({ dir: value })} />
        <Pick label="Time" of={windows} value={seconds} onChange={(value) => set({ window: value })} />
        {!isCalm && (
          <span className="row" role="group" aria-label="What is shown">
            <button type="button" className="plain" aria-pressed={!all} onClick={() => set({ show: undefined })}>Violations</button>
            <button type="button" className="plain" aria-pressed={all} onClick={() => set({ show: 'all' })}>Whole cluster</button>
          </span>
        )}
        <button type="button" className="plain" aria-expanded={help} onClick={() => setHelp(!help)}>Help</button>
        <button type="button" className="plain save" title="Save this picture as SVG" onClick={() => save(`${cluster}.svg`, 'image/svg+xml', view.current === null ? '' : svgOf(graph, view.current.scene.layout, light))}>SVG</button>
        <button type="button" className="plain save" title="Save what is shown as JSON" onClick={() => save(`${cluster}.json`, 'application/json', JSON.stringify({ cluster, ...graph }, undefined, 1))}>JSON</button>
      </div>
      {query.unknown.length > 0 && <p className="note warn small" role="status">Not understood: {query.unknown.join(' ').slice(0, 120)}. Words are {findWords.join('  ')}.</p>}
      <p className="row small soft" role="status">
        {isCalm ? <span className="tag good">✓ All quiet</span> : <span className="tag critical">! {open} open {open === 1 ? 'incident' : 'incidents'}</span>}
        {isCalm ? `Everything that ${graph.nodes.length} nodes say is known or being learned.` : all ? 'The whole cluster; violations are red, dashed and marked.' : 'Violations and what they touch.'}
        {!isCalm && !all && <span className="keys">Press <kbd>a</kbd> for the whole cluster.</span>}
      </p>
      <div>
        <GraphCanvas graph={graph} picture={`${all} ${text} ${dir} ${seconds}`} choice={choice} summary={summary} onChoice={choose} onKey={key} view={view}>
          {help && <Help close={() => setHelp(false)} />}
          <Chosen cluster={cluster} choice={choice} graph={whole} incidents={incidents} close={() => choose(undefined, false)} />
          <div className="zoom" role="group" aria-label="Zoom">
            <button type="button" className="plain" aria-label="Zoom in" onClick={() => view.current?.zoom(1.3)}>+</button>
            <button type="button" className="plain" aria-label="Zoom out" onClick={() => view.current?.zoom(0.77)}>−</button>
            <button type="button" className="plain" onClick={() => view.current?.fit()}>Fit</button>
          </div>
          <Legend />
        </GraphCanvas>
      </div>
      <Replay edges={whole.edges} newest={newest} until={until} set={(value) => set({ until: value })} />
      <section className="card" aria-labelledby="twin">
        <h2 id="twin">The same as a table</h2>
        {later !== nothing && <EdgeTable graph={later} chosen={choice?.id} caption="Conversations, violations first" onChoice={(id) => { choose({ kind: 'edge', id }, false); window.scrollTo(0, 0); }} />}
      </section>
    </>
  );
} // prettier-ignore

function choiceIn(parameters: URLSearchParams): Choice {
  const [node, edge] = [parameters.get('node'), parameters.get('edge')];
  return node !== null ? { kind: 'node', id: node } : edge !== null ? { kind: 'edge', id: edge } : undefined;
}

function narrowed(graph: Graph, test: ReturnType<typeof queryOf>['test'], { dir, since, until }: { dir: string; since: number; until: number }): Graph {
  if (test === undefined && dir === '' && since === 0 && until === Infinity) return graph;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const keeps = (edge: GraphEdge) => {
    if (dir !== '' && edge.direction !== dir) return false;
    if (edge.firstSeen > until || Math.max(edge.lastSeen, edge.firstSeen) < since) return false;
    const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
    return source !== undefined && target !== undefined && (test === undefined || test(edge, source, target));
  };
  return filtered(graph, keeps, () => true);
} // prettier-ignore

function Pick({ label, of, value, onChange }: { label: string; of: readonly (readonly [string, string])[]; value: string; onChange: (value: string) => void }): ReactNode {
  return <select className="pick" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>{of.map(([key, name]) => <option key={key} value={key}>{name}</option>)}</select>;
} // prettier-ignore

/** The graph as it grew: what was first seen until then. */
function Replay({ edges, newest, until, set }: { edges: readonly GraphEdge[]; newest: number; until: string; set: (value: string | undefined) => void }): ReactNode {
  const oldest = edges.reduce((least, { firstSeen }) => Math.min(least, firstSeen), newest);
  if (newest - oldest < 60_000) return null;
  const at = until === '' ? newest : Number(until);
  return (
    <label className="row small">
      As it was at
      <input type="range" min={oldest} max={newest} step={Math.max(1_000, Math.round((newest - oldest) / 200))} value={at} onChange={(event) => set(Number(event.target.value) >= newest ? undefined : event.target.value)} />
      {until === '' ? 'now' : <When at={at} />}
    </label>
  );
} // prettier-ignore

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
