import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { noticeOf } from '../../core/notice.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { go } from '../app/router.ts';
import { drawnOf, graphOf } from '../data/graph-of.ts';
import type { NoticeFate, ToldIncident } from '../../core/answers/incident.ts';
import type { Incident } from '../../core/incident.ts';
import { around } from '../graph/model.ts';
import type { Choice } from '../graph/choice.ts';
import { Card, Fresh, Link, Whole } from '../parts/bits.tsx';
import { Copy } from '../parts/copy.tsx';
import { Deciding, Settled, Standing } from '../parts/deciding.tsx';
import { GraphCanvas } from '../parts/graph-canvas.tsx';
import { Ago, Name, Severity, When, words, Zone } from '../parts/text.tsx';
import { Gap, Timeline } from '../parts/timeline.tsx';

export default function IncidentPage({ id }: { id: string }): ReactNode {
  const told = useQuery(queries.incident(id));
  return <Whole title="Incident" of={told} what="incident">{(data) => <Told {...data} fresh={<Fresh of={told} />} />}</Whole>;
} // prettier-ignore

function Told({ incident, notices, fresh }: ToldIncident & { fresh: ReactNode }): ReactNode {
  const { cluster, severity, state, classification, openedAt, lineage } = incident;
  const notice = useMemo(() => noticeOf(incident, { dashboardUrl: location.origin, resent: false }), [incident]);
  const section = (title: string) => notice.sections.find((one) => one.title.startsWith(title))?.lines ?? [];
  const isOpen = state === 'open';
  // It is about who watches, not about who was watched: there is no workload to look at.
  const isOfSentinel = classification === 'telemetry-lost';
  return (
    <div className="page">
      <p className="row small"><Link to={`/c/${part(cluster)}/incidents`}>Incidents of {cluster}</Link><span className="soft">/</span><span className="soft mono">{incident.id.slice(0, 8)}</span><span className="space" />{fresh}</p>
      <section className={`alarm ${isOpen ? severity : 'closed'}`} aria-labelledby="headline">
        <p className="row"><Severity of={severity} over={!isOpen} /><span className="tag">{words(classification)}</span><span className={`tag${isOpen ? ' high' : ' good'}`}>{isOpen ? '! open' : incident.into === undefined ? '✓ closed' : '✓ part of another'}</span>{incident.muted !== undefined && <span className="tag medium">muted until <When at={incident.muted.until} /></span>}<span className="soft small">opened <Ago at={openedAt} /></span></p>
        <h1 id="headline"><Name text={notice.headline} limit={400} /></h1>
        <p className="row">{isOfSentinel ? <Link to={`/c/${part(cluster)}/coverage`}>What is seen, and what is not?</Link> : <><Workloads incident={incident} /><Link to={`/c/${part(cluster)}/graph?node=${encodeURIComponent(`workload ${lineage}`)}`}>See it in the graph</Link></>}</p>
      </section>
      <div className="wide-pair reordered">
        <div className="stack">
          <Card title="What happened" place="o1" aside={<Zone />}><Timeline incident={incident} /><Gap of={incident.chain} /></Card>
          {!isOfSentinel && <Card title="Whom it talks to" place="o4"><OwnGraph incident={incident} /></Card>}
          <Card title="Evidence" place="o5"><Lines of={section('Evidence')} /><Reasons incident={incident} /></Card>
        </div>
        <div className="stack">
          {isOpen && <Card title="What to do" place="o2"><Lines of={section('What to do')} />{notice.command !== undefined && <Copy text={notice.command} wrapped what="the command" />}</Card>}
          <Card title={isOpen ? 'Decide' : 'How it ended'} place={isOpen ? 'o3' : 'first'}>{isOpen ? <div className="stack"><Standing incident={incident} /><Deciding incident={incident} /></div> : <Settled incident={incident} />}</Card>
          <Card title={isOpen ? 'What is normal here' : 'What was normal then'} place="o6"><Lines of={section('What is normal')} /></Card>
          <Card title="Why it matters" place="o7"><Lines of={section('Why it matters')} /></Card>
          <Card title="Who was told" place="o8"><Fates of={notices} version={incident.version} before={incident.announcedVersion > 0} /></Card>
        </div>
      </div>
    </div>
  );
} // prettier-ignore

/** Links to those that did something in it, the one that it is called by first. */
function Workloads({ incident: { cluster, lineage, workload, findings } }: { incident: Incident }): ReactNode {
  const all = new Map([[lineage, workload], ...findings.filter(({ verdict }) => verdict === 'alert').map((one) => [one.lineage, one.workload] as const)]);
  const to = (of: string) => `/c/${part(cluster)}/workloads/${of}`;
  if (all.size === 1) return <Link to={to(lineage)}>What is this workload?</Link>;
  return [...all].slice(0, 12).map(([of, label]) => <Link key={of} to={to(of)}><Name text={label} limit={80} /></Link>);
} // prettier-ignore

function Lines({ of }: { of: readonly string[] }): ReactNode {
  if (of.length === 0) return <p className="soft">Nothing is known of this.</p>;
  return <ul className="list">{of.map((line) => <li key={line}><Name text={line} limit={700} /></li>)}</ul>;
} // prettier-ignore

/** What was weighed, finding by finding. */
function Reasons({ incident }: { incident: Incident }): ReactNode {
  const findings = incident.findings.filter(({ because = [] }) => because.length > 0);
  if (findings.length === 0) return null;
  return (
    <details>
      <summary>What was weighed</summary>
      {findings.map((finding) => <div key={finding.id}><h3>{words(finding.kind)}</h3><Lines of={finding.because ?? []} /></div>)}
    </details>
  );
} // prettier-ignore

function OwnGraph({ incident }: { incident: Incident }): ReactNode {
  const { cluster, lineage } = incident;
  // One workload is quickly asked for; an incident of several needs the graph.
  const alone = incident.findings.every((finding) => finding.lineage === lineage);
  const own = useQuery({ ...queries.workload(cluster, lineage), enabled: alone });
  const whole = useQuery({ ...queries.graph(cluster), enabled: !alone });
  // Of what is over: grey what was accepted, amber what was not.
  const accepted = useQuery({ ...queries.accepted(cluster), enabled: incident.state === 'closed' }).data;
  const data = alone ? own : whole;
  const drawn = useMemo(() => (alone ? own.data && drawnOf(own.data.edges, own.data.workload) : whole.data), [alone, own.data, whole.data]);
  const graph = useMemo(() => {
    if (drawn === undefined) return undefined;
    const all = graphOf(drawn, { incidents: [incident], findings: accepted === undefined ? [] : incident.findings, ...(accepted && { accepted }), newSince: Infinity });
    const ids = new Set(incident.findings.map(({ edge }) => edge));
    const centre = new Set(all.edges.filter(({ id }) => ids.has(id as never)).map(({ source }) => source));
    return around(all, centre.add(`workload ${lineage}`));
  }, [drawn, incident, accepted, lineage]);
  if (graph === undefined) return <p role="status" className="soft">{data.isError ? data.error.message : 'Reading the graph …'}</p>;
  if (graph.edges.length === 0) return <p className="soft">No conversation of this workload is stored.</p>;
  const open = (choice: Choice, opens: boolean) => {
    if (choice !== undefined && opens) go(`/c/${part(cluster)}/graph?${choice.kind}=${encodeURIComponent(choice.id)}`);
  };
  return <GraphCanvas small graph={graph} picture={incident.id} summary={`The workload of this incident and ${graph.nodes.length - 1} peers. What happened says the same in words.`} onChoice={open} />;
} // prettier-ignore

const channels: Readonly<Record<string, string>> = { events: 'Event bus', topic: 'SNS (e-mail and whoever subscribed)', slack: 'Slack', webhook: 'Webhook' }; // prettier-ignore

/** @param before what it took in was told under another id, so that somebody knows though none of these says so */
function Fates({ of, version, before }: { of: readonly NoticeFate[]; version: number; before: boolean }): ReactNode {
  if (of.length === 0 && before) return <p className="soft">It was told as the incident that it took in: what happened says which. It is told again when it becomes worse or spreads.</p>;
  if (of.length === 0) return <p className="soft">Nobody yet. A notice goes out within seconds where someone is to be told.</p>;
  return (
    <ul className="list">
      {of.map((fate) => <li key={`${fate.channel} ${fate.version}`}>{channels[fate.channel] ?? words(fate.channel)}: version {fate.version} of {version}, {fate.refused === 'not-configured' ? 'not set up, so nobody is told there' : fate.refused !== undefined ? `refused for good (${words(fate.refused)})` : fate.state === 'done' ? 'handed over' : fate.state === 'trying' ? 'being handed over, the outcome is not known yet' : words(fate.state)}, <When at={fate.at} /></li>)}
    </ul>
  );
} // prettier-ignore
