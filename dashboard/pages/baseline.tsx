import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Baseline, Fact } from '../../core/baseline.ts';
import type { BaselineVersion } from '../../core/baseline-version.ts';
import type { Rejection } from '../../core/rejection.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { useParameters } from '../app/router.ts';
import { Card, Empty, Fresh, Link, Loaded, Title } from '../parts/bits.tsx';
import { type Decision, Decisions } from '../parts/decide.tsx';
import { type Column, Listing } from '../parts/listing.tsx';
import { Name, several, When, words } from '../parts/text.tsx';

/** An operation is kept as the list of its parts, its edge first: people read what is said, and with whom. `edges`: labels by id. */
function labelOf({ kind, label }: Fact, edges: ReadonlyMap<string, string>): string {
  if (kind !== 'operation' || !label.startsWith('[')) return label;
  try {
    const [edge, ...said] = (JSON.parse(label) as unknown[]).filter((piece) => typeof piece === 'string' && piece !== ''); // prettier-ignore
    const peer = edges.get(String(edge));
    return `${said.join(' ')}${peer === undefined ? '' : `, with ${peer}`}`;
  } catch {
    return label;
  }
}

const kinds: Readonly<Record<Fact['kind'], string>> = { workload: 'workload', edge: 'conversation', operation: 'operation', image: 'image', exposure: 'way in', exception: 'exception' }; // prettier-ignore

function why({ provenance }: Fact): string {
  if (provenance.by === 'person') return `${provenance.actor}: ${provenance.reason}`;
  const { hours, pods } = provenance;
  return hours.length === 0 && pods.length === 0 ? 'seen in use' : `seen ${[hours.length > 0 && `in ${several(hours.length, 'hour')}`, pods.length > 0 && `from ${several(pods.length, 'pod')}`].filter(Boolean).join(', ')}`; // prettier-ignore
}

const to = (cluster: string, lineage: string) => `/c/${part(cluster)}/workloads/${lineage}`;

const factColumns = (cluster: string, names: ReadonlyMap<string, string>, edges: ReadonlyMap<string, string>): readonly Column<Fact>[] => [
  { id: 'workload', header: 'Workload', cell: ({ lineage }) => <Link to={to(cluster, lineage)}><Name text={names.get(lineage) ?? lineage.slice(0, 8)} limit={120} /></Link>, text: ({ lineage }) => names.get(lineage) ?? lineage },
  { id: 'kind', header: 'Kind', cell: ({ kind }) => kinds[kind], text: ({ kind }) => kinds[kind], width: 130 },
  { id: 'what', header: 'What', cell: (fact) => <Name text={labelOf(fact, edges)} limit={260} />, text: (fact) => labelOf(fact, edges) },
  { id: 'why', header: 'Because', cell: (fact) => <>{fact.provenance.by === 'person' && <span className="tag info">a person</span>} <Name text={why(fact)} limit={260} /></>, text: why },
  { id: 'at', header: 'Since', cell: ({ provenance }) => <When at={provenance.at} />, text: ({ provenance }) => provenance.at, width: 150 },
  { id: 'version', header: 'Version', cell: ({ since }) => since, text: ({ since }) => since, width: 110 },
]; // prettier-ignore

const versionColumns: readonly Column<BaselineVersion>[] = [
  { id: 'number', header: 'Version', cell: ({ version }) => version, text: ({ version }) => version, width: 110 },
  { id: 'at', header: 'When', cell: ({ at }) => <When at={at} />, text: ({ at }) => at, width: 160 },
  { id: 'who', header: 'Who', cell: ({ by }) => <Name text={by} limit={120} />, text: ({ by }) => by },
  { id: 'what', header: 'What', cell: ({ what, text }) => <><b>{words(what)}</b>: <Name text={text.startsWith(`${what} `) ? text.slice(what.length + 1) : text} limit={300} /></>, text: ({ what, text }) => `${what} ${text}` },
  { id: 'removed', header: 'Took away', cell: ({ removed }) => (removed.length === 0 ? <span className="soft">nothing</span> : several(removed.length, 'fact')), text: ({ removed }) => removed.length, width: 130 },
]; // prettier-ignore

const rejectionColumns = (cluster: string): readonly Column<Rejection>[] => [
  { id: 'what', header: 'What', cell: ({ deviation, label, lineage }) => <Link to={to(cluster, lineage)}>{words(deviation)}: <Name text={label} limit={200} /></Link>, text: ({ deviation, label }) => `${words(deviation)} ${label}` },
  { id: 'who', header: 'Who, and why', cell: ({ actor, reason }) => <Name text={`${actor}: ${reason}`} limit={300} />, text: ({ actor, reason }) => `${actor} ${reason}` },
  { id: 'at', header: 'When', cell: ({ at }) => <When at={at} />, text: ({ at }) => at, width: 160 },
]; // prettier-ignore

const views = [['', 'Facts'], ['versions', 'Versions'], ['rejected', 'Rejected']] as const; // prettier-ignore

export default function BaselinePage({ cluster }: { cluster: string }): ReactNode {
  const [parameters, set] = useParameters();
  const [view, version] = [parameters.get('view') ?? '', parameters.get('version') ?? ''];
  const facts = useQuery(queries.facts(cluster, version));
  const state = useQuery(queries.baseline(cluster));
  return (
    <div className="page">
      <Title aside={<Fresh of={facts} />}>Baseline</Title>
      <p className="soft">What is normal here, each fact with how it came to be one: by the learning rule, or by a person with a reason.</p>
      {state.data !== undefined && <State cluster={cluster} baseline={state.data} />}
      <div className="row" role="group" aria-label="What is listed">{views.map(([key, name]) => <button key={key} type="button" className="plain" aria-pressed={view === key} onClick={() => set({ view: key, q: undefined, page: undefined, sort: undefined, order: undefined })}>{name}</button>)}</div>
      {view === 'versions' ? <Versions cluster={cluster} /> : view === 'rejected' ? <Rejected cluster={cluster} /> : (
        <>
          {version !== '' && <p className="note row">As it was in version {version.slice(0, 12)}. <button type="button" className="plain" onClick={() => set({ version: undefined })}>Show it as it is</button></p>}
          <Loaded of={facts} what="the baseline">{(all) => <Facts cluster={cluster} all={all} />}</Loaded>
        </>
      )}
    </div>
  );
} // prettier-ignore

function Facts({ cluster, all }: { cluster: string; all: readonly Fact[] }): ReactNode {
  if (all.length === 0) return <Empty title="Nothing is learned yet" picture="wait"><p>A conversation becomes a fact when it was seen in three different hours, or from two pods alive together. Conversations with the outside also need a name that others know.</p><p><Link to={`/c/${part(cluster)}/learning`}>How far learning is</Link></p></Empty>;
  const names = new Map(all.flatMap(({ kind, lineage, label }): [string, string][] => (kind === 'workload' ? [[lineage, label]] : [])));
  const edges = new Map(all.flatMap(({ kind, object, label }): [string, string][] => (kind === 'edge' ? [[object, label]] : [])));
  return <Listing items={all} columns={factColumns(cluster, names, edges)} keyOf={({ id }) => id} caption="Facts" sorted={['workload', false]} />;
} // prettier-ignore

function Versions({ cluster }: { cluster: string }): ReactNode {
  const versions = useQuery(queries.versions(cluster));
  const [, set] = useParameters();
  const look: Column<BaselineVersion> = { id: 'look', header: 'Look', cell: ({ version }) => <button type="button" className="plain" onClick={() => set({ view: undefined, version: String(version), sort: undefined, order: undefined })}>Facts of it<span className="unseen">: version {version}</span></button>, text: ({ version }) => version, width: 130 };
  return <Loaded of={versions} what="the versions">{(all) => <Listing items={all} columns={[...versionColumns, look]} keyOf={({ version }) => String(version)} caption="Versions" sorted={['number', true]} />}</Loaded>;
} // prettier-ignore

function Rejected({ cluster }: { cluster: string }): ReactNode {
  const rejections = useQuery(queries.rejections(cluster));
  return (
    <Loaded of={rejections} what="what was rejected">
      {(all) => all.length === 0
        ? <Empty title="Nothing was rejected"><p>What somebody rejects, in an incident or on the review list, stands here and is never learned.</p></Empty>
        : <Listing items={all} columns={rejectionColumns(cluster)} keyOf={({ id }) => id} caption="Rejected" sorted={['at', true]} />}
    </Loaded>
  );
} // prettier-ignore

/** Version and lock. */
function State({ cluster, baseline: { version, locked = false, changedBy } }: { cluster: string; baseline: Baseline }): ReactNode {
  const { data: me } = useQuery(queries.me());
  const decision: Decision = {
    name: locked ? 'Unlock' : 'Lock',
    effect: <p>{locked ? 'The learning rule adds facts again while the cluster is learning.' : 'The learning rule adds nothing any more, in no mode: only people change the baseline.'}</p>,
    requests: () => [{ method: 'PUT', path: `/clusters/${part(cluster)}/baseline/lock`, body: { locked: !locked, version } }],
    done: locked ? 'Unlocked.' : 'Locked.',
    noReason: true,
  };
  return (
    <Card>
      <div className="row">
        <b>Version {version}</b>
        {locked ? <span className="tag medium">locked: only people change it</span> : <span className="tag">unlocked</span>}
        <span className="small soft">changed by <Name text={changedBy} limit={90} /></span>
        <span className="space" />
        <Decisions of={[decision]} disabled={me?.role === 'viewer'} />
      </div>
    </Card>
  );
} // prettier-ignore
