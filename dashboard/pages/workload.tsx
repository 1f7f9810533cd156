import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { ShownEdge, ShownWorkload } from '../../core/answers/graph.ts';
import type { WholeWorkload } from '../../core/answers/surroundings.ts';
import type { Incident } from '../../core/incident.ts';
import { deedOf } from '../../core/notice-deeds.ts';
import { exposureLabel } from '../../core/inventory/exposure-label.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { go } from '../app/router.ts';
import { drawnOf, graphOf } from '../data/graph-of.ts';
import { around } from '../graph/model.ts';
import { Card, Fresh, Link, Title, Whole } from '../parts/bits.tsx';
import { Conversations } from '../parts/conversations.tsx';
import { GraphCanvas } from '../parts/graph-canvas.tsx';
import { OwnMode } from '../parts/mode.tsx';
import { Policies } from '../parts/policies.tsx';
import { Ago, Name, Severity, When, words } from '../parts/text.tsx';

export default function WorkloadPage({ cluster, lineage }: { cluster: string; lineage: string }): ReactNode {
  const whole = useQuery(queries.workload(cluster, lineage));
  return <Whole title="Workload" of={whole} what="workload">{(data) => <Found key={lineage} cluster={cluster} data={data} fresh={<Fresh of={whole} />} />}</Whole>;
} // prettier-ignore

const none: readonly never[] = [];

function Found({ cluster, data, fresh }: { cluster: string; data: WholeWorkload; fresh: ReactNode }): ReactNode {
  const { workload, traits, edges, moreEdges, facts } = data;
  const { lineage } = workload;
  const incidents = useQuery(queries.incidents(cluster)).data ?? none;
  const open = useMemo(() => incidents.filter((incident) => incident.state === 'open' && incident.lineage === lineage), [incidents, lineage]);
  const mendable = data.risks.filter(({ fixedAt }) => fixedAt === undefined);
  return (
    <div className="page">
      <Title aside={fresh}><Name text={workload.label} limit={200} /></Title>
      {open.map((incident) => <Violation key={incident.id} incident={incident} />)}
      <div className="wide-pair">
        <div className="stack">
          <Card title="What it is"><What workload={workload} traits={traits} exposures={data.exposures} /></Card>
          <Card title="Whom it talks to"><Near cluster={cluster} workload={workload} edges={edges} incidents={open} /></Card>
        </div>
        <div className="stack">
          <Card title="What is learned"><Learned {...data} cluster={cluster} /></Card>
          {mendable.length > 0 && <Card title="What invites an attack"><Risks of={mendable} /></Card>}
          <Card title="Done around it within a day"><Deeds of={data.events} /></Card>
        </div>
      </div>
      <Card title="Conversations"><Conversations cluster={cluster} lineage={lineage} edges={edges} facts={facts} incidents={open} />{moreEdges > 0 && <p className="soft small">and {moreEdges} more, which the graph shows.</p>}</Card>
      <Policies cluster={cluster} workload={workload} traits={traits} edges={edges} facts={facts} partly={moreEdges > 0 || data.moreFacts > 0} />
    </div>
  );
} // prettier-ignore

function Violation({ incident }: { incident: Incident }): ReactNode {
  const worst = incident.findings.find(({ severity }) => severity === incident.severity);
  return (
    <section className={`alarm ${incident.severity}`}>
      <p className="row"><Severity of={incident.severity} /><b>{words(incident.classification)}</b><span className="soft small">since <When at={incident.openedAt} /></span></p>
      {worst !== undefined && <p>It <Name text={deedOf(worst)} limit={300} /></p>}
      <p className="row"><Link to={`/incidents/${incident.id}`}>Open the incident</Link><a href="#policies">Cut it off with a NetworkPolicy</a></p>
    </section>
  );
} // prettier-ignore

function What({ workload, traits, exposures }: { workload: ShownWorkload; traits: WholeWorkload['traits']; exposures: WholeWorkload['exposures'] }): ReactNode {
  const open = exposures.filter(({ goneAt }) => goneAt === undefined);
  return (
    <dl className="facts">
      <div><dt>Kind</dt><dd><Name text={workload.kind} /></dd></div>
      <div><dt>Namespace</dt><dd><Name text={workload.namespace} /></dd></div>
      <div><dt>Created</dt><dd><When at={workload.createdAt} /> (<Ago at={workload.createdAt} />)</dd></div>
      <div><dt>Created by</dt><dd>{workload.creator === undefined ? <span className="soft">unknown: no audit log names it</span> : <Name text={workload.creator} />}</dd></div>
      <div><dt>Service account</dt><dd>{workload.serviceAccount === undefined ? <span className="soft">unknown</span> : <Name text={workload.serviceAccount} />}</dd></div>
      <div><dt>Images</dt><dd>{workload.images.length === 0 ? <span className="soft">unknown</span> : workload.images.map((image) => <div key={image}><Name text={image} /></div>)}</dd></div>
      {traits !== undefined && <div><dt>Pods</dt><dd>{traits.pods} on {traits.nodes.length} {traits.nodes.length === 1 ? 'node' : 'nodes'}: <Name text={traits.nodes.join(', ')} limit={160} /></dd></div>}
      {open.length > 0 && <div><dt>Reached from outside by</dt><dd>{open.map((exposure) => <div key={exposure.id}><Name text={exposureLabel(exposure)} limit={200} /></div>)}</dd></div>}
    </dl>
  );
} // prettier-ignore

function Near({ cluster, workload, edges, incidents }: { cluster: string; workload: ShownWorkload; edges: readonly ShownEdge[]; incidents: readonly Incident[] }): ReactNode {
  const { lineage } = workload;
  const graph = useMemo(() => around(graphOf(drawnOf(edges, workload), { incidents, findings: [], newSince: Infinity }), new Set([`workload ${lineage}`])), [edges, workload, incidents, lineage]);
  if (edges.length === 0) return <p className="soft">Nothing was seen yet.</p>;
  return <GraphCanvas small graph={graph} picture={lineage} summary={`This workload and ${graph.nodes.length - 1} peers; the table of conversations says the same.`} onChoice={(choice, open) => { if (choice !== undefined && open) go(`/c/${part(cluster)}/graph?show=all&${choice.kind}=${encodeURIComponent(choice.id)}`); }} />;
} // prettier-ignore

function Learned({ cluster, workload, learning, facts, moreFacts }: WholeWorkload & { cluster: string }): ReactNode {
  const { mode, conversations, inBaseline } = learning;
  const { data: me } = useQuery(queries.me());
  const { data: baseline } = useQuery(queries.baseline(cluster));
  const people = facts.filter(({ provenance }) => provenance.by === 'person').length;
  const percent = conversations === 0 ? 0 : Math.round((inBaseline / conversations) * 100);
  return (
    <div className="stack">
      <p>{learnedWords(conversations, inBaseline)}{mode === 'learning' && inBaseline < conversations ? ' The rest is still being learned, or waits for review.' : ''}</p>
      {conversations > 0 && <div className="bar" role="img" aria-label={`${percent} percent in the baseline`}><i style={{ width: `${percent}%` }} /></div>}
      <dl className="facts rows">
        <div><dt>Facts</dt><dd>{facts.length + moreFacts}</dd></div>
        <div><dt>Accepted</dt><dd>{people === 0 ? 'none by people' : `${people} by people`}</dd></div>
        <div><dt>Its mode</dt><dd>{mode}</dd></div>
      </dl>
      {baseline !== undefined && <details><summary className="small">Give it a mode of its own</summary><div className="stack"><OwnMode cluster={cluster} baseline={baseline} scope={{ lineage: workload.lineage }} disabled={me?.role === 'viewer'} /></div></details>}
    </div>
  );
} // prettier-ignore

function learnedWords(conversations: number, inBaseline: number): string {
  if (conversations === 0) return 'It opens no conversation of its own.';
  if (conversations === 1)
    return `The one conversation that it opens is ${inBaseline === 1 ? '' : 'not '}in the baseline.`;
  const known = inBaseline === conversations ? 'All' : inBaseline === 0 ? 'None' : String(inBaseline);
  return `${known} of the ${conversations} conversations that it opens ${inBaseline === 1 ? 'is' : 'are'} in the baseline.`;
}

function Risks({ of }: { of: WholeWorkload['risks'] }): ReactNode {
  return <ul className="list">{of.map((risk) => <li key={risk.id}><Severity of={risk.severity} /> {words(risk.tracker)}: <Name text={risk.why} limit={400} /></li>)}</ul>;
} // prettier-ignore

const verbs: Readonly<Record<string, string>> = { create: 'created', update: 'updated', patch: 'changed', delete: 'deleted', deletecollection: 'deleted all', get: 'read' }; // prettier-ignore

/** Who did what to the objects around it: the newest first. */
function Deeds({ of }: { of: WholeWorkload['events'] }): ReactNode {
  if (of.length === 0) return <p className="soft">The audit log names nothing in its namespace, or none is read.</p>;
  return (
    <ul className="list small">
      {of.toReversed().slice(0, 30).map((event) => <li key={event.id}><When at={event.at} />: <Name text={event.actor} limit={120} /> <b>{event.status >= 400 ? `was refused to ${event.verb}` : (verbs[event.verb] ?? event.verb)}</b> <Name text={[event.resource, event.subresource].filter(Boolean).join('/')} /> <Name text={event.name} limit={120} /></li>)}
    </ul>
  );
} // prettier-ignore
