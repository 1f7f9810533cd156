import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { noticeOf } from '../../core/notice.ts';
import { deedOf, timeWords } from '../../core/notice-words.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { go } from '../app/router.ts';
import { drawnOf, graphOf } from '../data/graph-of.ts';
import type { NoticeFate, ToldIncident } from '../../core/answers/incident.ts';
import type { Incident } from '../../core/incident.ts';
import { around } from '../graph/model.ts';
import type { Choice } from '../graph/view.ts';
import { Card, Fresh, Link, Loaded } from '../parts/bits.tsx';
import { Copy } from '../parts/copy.tsx';
import { type Decision, Decisions } from '../parts/decide.tsx';
import { GraphCanvas } from '../parts/graph-canvas.tsx';
import { Ago, Name, Severity, When, words } from '../parts/text.tsx';

export default function IncidentPage({ id }: { id: string }): ReactNode {
  const told = useQuery(queries.incident(id));
  return <Loaded of={told} what="incident">{(data) => <Told {...data} fresh={<Fresh of={told} />} />}</Loaded>;
} // prettier-ignore

function Told({ incident, notices, fresh }: ToldIncident & { fresh: ReactNode }): ReactNode {
  const { cluster, severity, state, classification, openedAt, lineage } = incident;
  const notice = useMemo(() => noticeOf(incident, { dashboardUrl: location.origin, resent: false }), [incident]);
  const section = (title: string) => notice.sections.find((one) => one.title.startsWith(title))?.lines ?? [];
  const workload = `/c/${part(cluster)}/workloads/${lineage}`;
  return (
    <div className="page">
      <p className="row small"><Link to={`/c/${part(cluster)}/incidents`}>Incidents of {cluster}</Link><span className="soft">/</span><span className="soft mono">{incident.id.slice(0, 8)}</span><span className="space" />{fresh}</p>
      <section className={`alarm ${state === 'closed' ? 'closed' : severity}`} aria-labelledby="headline">
        <p className="row"><Severity of={severity} /><span className="tag">{words(classification)}</span><span className={`tag${state === 'open' ? ' high' : ' good'}`}>{state === 'open' ? '! open' : '✓ closed'}</span>{incident.muted !== undefined && <span className="tag medium">muted until <When at={incident.muted.until} /></span>}<span className="soft small">opened <Ago at={openedAt} /></span></p>
        <h1 id="headline"><Name text={notice.headline} limit={400} /></h1>
        <p className="row"><Link to={workload}>What is this workload?</Link><Link to={`/c/${part(cluster)}/graph?node=${encodeURIComponent(`workload ${lineage}`)}`}>See it in the graph</Link></p>
      </section>
      <div className="wide-pair reordered">
        <div className="stack">
          <Card title="What happened" place="o1"><Timeline incident={incident} /><Gap of={incident.chain} /></Card>
          <Card title="Whom it talks to" place="o4"><OwnGraph incident={incident} /></Card>
          <Card title="Evidence" place="o5"><Lines of={section('Evidence')} /><Reasons incident={incident} /></Card>
        </div>
        <div className="stack">
          <Card title="What to do" place="o2"><Lines of={section('What to do')} />{notice.command !== undefined && <Copy text={notice.command} wrapped what="the command" />}</Card>
          <Card title="Decide" place="o3"><Deciding incident={incident} /></Card>
          <Card title="What is normal here" place="o6"><Lines of={section('What is normal')} /></Card>
          <Card title="Why it matters" place="o7"><Lines of={section('Why it matters')} /></Card>
          <Card title="Who was told" place="o8"><Fates of={notices} version={incident.version} /></Card>
        </div>
      </div>
    </div>
  );
} // prettier-ignore

function Lines({ of }: { of: readonly string[] }): ReactNode {
  if (of.length === 0) return <p className="soft">Nothing is known of this.</p>;
  return <ul className="list">{of.map((line) => <li key={line}><Name text={line} limit={700} /></li>)}</ul>;
} // prettier-ignore

const hot = new Set(['opened', 'escalated']);

/** In the order in which it unfolds: it appears, reaches out, is recognised, mines. */
const chapters: Readonly<Record<string, number>> = { 'new-workload': 0, 'new-egress': 1, 'threat-contact': 2, 'mining-protocol': 3 }; // prettier-ignore

function storyOf(incident: Incident): readonly { at: string; what: string; text: string; chapter: number }[] {
  const deeds = incident.findings.map((finding) => ({ at: finding.firstSeen, what: words(finding.kind), text: `It ${deedOf(finding)}`, chapter: chapters[finding.kind] ?? 2 }));
  const hands = (incident.chain?.links ?? []).map(({ at, what, who, text }) => ({ at, what: `${what} by`, text: `${who}: ${text}`, chapter: -1 }));
  const decided = incident.timeline.filter(({ what }) => what !== 'joined').map(({ at, what, text }) => ({ at, what: words(what), text, chapter: 9 }));
  return [...hands, ...deeds, ...decided].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.chapter - b.chapter));
} // prettier-ignore

function Timeline({ incident }: { incident: Incident }): ReactNode {
  const entries = storyOf(incident);
  return (
    <ol className="timeline">
      {entries.map((entry, index) => (
        <li key={`${entry.at} ${index}`} className={hot.has(entry.what) ? 'hot' : ''}>
          <time dateTime={entry.at} title={`${timeWords(entry.at)} UTC`}><When at={entry.at} /></time>
          <span><b>{entry.what.slice(0, 1).toUpperCase() + entry.what.slice(1)}{entry.chapter < 0 ? '' : '.'}</b> <Name text={entry.text} limit={500} /></span>
        </li>
      ))}
    </ol>
  );
} // prettier-ignore

/** What the chain of evidence lacks, and why. */
function Gap({ of }: { of: Incident['chain'] }): ReactNode {
  if (of?.auditOff === true) return <p className="note warn small">No audit log of this cluster is read, so who created it and who went in is unknown.</p>;
  if (of?.gap === undefined) return null;
  const { from, to, why } = of.gap;
  return <p className="note warn small">The audit log {why === 'late' ? 'is late' : 'said nothing'} from <When at={from} /> {to === undefined ? 'on' : <>to <When at={to} /></>}: what was done then is not in this list.</p>;
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
  const data = alone ? own : whole;
  const drawn = useMemo(() => (alone ? own.data && drawnOf(own.data.edges, own.data.workload) : whole.data), [alone, own.data, whole.data]);
  const graph = useMemo(() => {
    if (drawn === undefined) return undefined;
    const all = graphOf(drawn, { incidents: [{ ...incident, state: 'open' }], findings: [], newSince: Infinity });
    const ids = new Set(incident.findings.map(({ edge }) => edge));
    const centre = new Set(all.edges.filter(({ id }) => ids.has(id as never)).map(({ source }) => source));
    return around(all, centre.add(`workload ${lineage}`));
  }, [drawn, incident, lineage]);
  if (graph === undefined) return <p role="status" className="soft">{data.isError ? data.error.message : 'Reading the graph …'}</p>;
  if (graph.edges.length === 0) return <p className="soft">No conversation of this workload is stored.</p>;
  const open = (choice: Choice, opens: boolean) => {
    if (choice !== undefined && opens) go(`/c/${part(cluster)}/graph?${choice.kind}=${encodeURIComponent(choice.id)}`);
  };
  return <GraphCanvas small graph={graph} picture={incident.id} summary={`The workload of this incident and ${graph.nodes.length - 1} peers. What happened says the same in words.`} onChoice={open} />;
} // prettier-ignore

const day = 86_400_000;

/** Silence with an end: nothing is lost, and mining that comes after it is told all the same. */
function muting({ muted }: Incident, path: string): readonly Decision[] {
  if (muted !== undefined && Date.parse(muted.until) > Date.now()) return [{ name: 'Unmute', effect: 'What nobody was told of meanwhile is told now.', requests: (reason) => [{ path: `${path}/unmute`, body: { reason } }], done: 'Unmuted.' }];
  return ([['a day', 1], ['a week', 7]] as const).map(([span, days]) => ({
    name: `Mute for ${span}`,
    effect: `Nobody is told of its root for ${span}. What is found meanwhile is kept, and told when that is over; mining that was not there is told at once.`,
    requests: (reason) => [{ path: `${path}/mute`, body: { reason, until: new Date(Date.now() + days * day).toISOString() } }],
    done: 'Muted.',
  }));
} // prettier-ignore

function Deciding({ incident }: { incident: Incident }): ReactNode {
  const { cluster, id, findings, state } = incident;
  const { data: me } = useQuery(queries.me());
  if (state === 'closed') return <p className="soft">It is closed. What was decided is in the timeline and in the audit.</p>;
  const below = `/clusters/${part(cluster)}`;
  const each = (verb: 'accept' | 'reject') => (reason: string) => [{ path: `${below}/findings/review`, body: { verb, findings: findings.map((finding) => finding.id), reason } }];
  const decisions: readonly Decision[] = [
    { name: 'Acknowledge', effect: 'Tells the others that you are on it. Nothing else changes.', requests: (reason) => [{ path: `${below}/incidents/${id}/acknowledge`, body: { reason } }], done: 'Acknowledged.' },
    { name: 'Accept', effect: `All ${findings.length} deviations of this incident join the baseline with your name and reason. They are normal from then on, and nobody is told of them again.`, requests: each('accept'), done: 'Accepted: it is part of the baseline now.' },
    { name: 'Reject', effect: 'These deviations are never learned, whatever happens often enough. They go on being told.', requests: each('reject'), done: 'Rejected: it will never be learned.', danger: true },
    ...muting(incident, `${below}/incidents/${id}`),
  ];
  const viewer = me?.role === 'viewer' || me?.role === null;
  return <>{viewer && <p className="note small">Deciding is for operators; you may look.</p>}<Decisions of={decisions} disabled={viewer} /></>;
} // prettier-ignore

function Fates({ of, version }: { of: readonly NoticeFate[]; version: number }): ReactNode {
  if (of.length === 0) return <p className="soft">Nobody yet. A notice goes out within seconds where someone is to be told.</p>;
  return (
    <ul className="list">
      {of.map((fate) => <li key={`${fate.channel} ${fate.version}`}>{fate.channel === 'topic' ? 'SNS (e-mail and whoever subscribed)' : words(fate.channel)}: version {fate.version} of {version}, {fate.state === 'done' ? 'handed over' : fate.state === 'trying' ? 'being handed over, the outcome is not known yet' : words(fate.state)}, <When at={fate.at} /></li>)}
    </ul>
  );
} // prettier-ignore
