import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Baseline, Mode, ModeOverride, ModeScope } from '../../core/baseline.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { Link, Loaded } from './bits.tsx';
import { type Decision, Decisions } from './decide.tsx';
import { Name, When } from './text.tsx';

export const modes: Readonly<Record<Mode, string>> = {
  learning: 'What workloads do on their own merits becomes the baseline. Nobody is told, but for threats.',
  shadow: 'Deviations are recorded, and nobody is woken, but for threats.',
  enforcing: 'What is not in the baseline becomes an incident, and people are told.',
};
const all = Object.keys(modes) as Mode[];

/** Says what will happen before it happens; `version` keeps somebody else's later change. */
export function ModeSwitch({ cluster, baseline: { mode, version } }: { cluster: string; baseline: Baseline }): ReactNode {
  const { data: me } = useQuery(queries.me());
  const isReady = useQuery(queries.learning(cluster)).data?.state !== 'learning';
  const decisions = all.filter((one) => one !== mode).map((to): Decision => ({
    name: `Switch to ${to}`,
    effect: <Forecast cluster={cluster} to={to} scope={{}} />,
    requests: () => [{ method: 'PUT', path: `/clusters/${part(cluster)}/mode`, body: { mode: to, version } }],
    done: `The cluster is ${to} now.`,
    noReason: true,
    first: to === 'enforcing' && isReady,
  }));
  return <Decisions of={decisions} disabled={me?.role === 'viewer'} />;
} // prettier-ignore

/** What it would lead to, counted on what is stored, before anybody does it. */
function Forecast({ cluster, to, scope }: { cluster: string; to: Mode; scope: ModeScope }): ReactNode {
  const forecast = useQuery(queries.forecast(cluster, to, scope));
  return <><p>{modes[to]}</p><Loaded of={forecast} what="what it leads to">{({ sentences }) => <ul className="list">{sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}</Loaded></>;
} // prettier-ignore

/** Namespaces and workloads with a mode of their own, and how to give one to another namespace. */
export function Overrides({ cluster, baseline }: { cluster: string; baseline: Baseline }): ReactNode {
  const { data: me } = useQuery(queries.me());
  const { data: traits } = useQuery(queries.allTraits(cluster));
  const { overrides = [] } = baseline;
  const namespaces = [...new Set([...(traits?.values() ?? [])].map(({ namespace }) => namespace))].toSorted();
  const [namespace, setNamespace] = useState('');
  const named = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace);
  return (
    <div className="stack">
      {overrides.length === 0
        ? <p className="soft">None: every workload follows the cluster.</p>
        : <ul className="list bare">{overrides.map((one) => <li key={`${one.namespace} ${one.lineage}`} className="row"><Whom cluster={cluster} of={one} label={traits?.get(one.lineage ?? '')?.name} /><span className="tag info">{one.mode}</span><span className="small soft">since <When at={one.since} />, by <Name text={one.by} limit={80} /></span><span className="space" /><OwnMode cluster={cluster} baseline={baseline} scope={one} disabled={me?.role === 'viewer'} /></li>)}</ul>}
      {me?.role !== 'viewer' && (
        <div className="row">
          <input className="find" list="namespaces" aria-label="Namespace" placeholder="A namespace that shall differ" value={namespace} maxLength={63} spellCheck={false} onChange={(event) => setNamespace(event.target.value.trim())} />
          <datalist id="namespaces">{namespaces.slice(0, 300).map((one) => <option key={one} value={one} />)}</datalist>
          <OwnMode key={namespace} cluster={cluster} baseline={baseline} scope={{ namespace }} disabled={!named} />
        </div>
      )}
    </div>
  );
} // prettier-ignore

function Whom({ cluster, of: { namespace, lineage }, label }: { cluster: string; of: ModeOverride; label: string | undefined }): ReactNode {
  if (namespace !== undefined) return <span>Namespace <b><Name text={namespace} /></b></span>;
  return <Link to={`/c/${part(cluster)}/workloads/${lineage}`}>{label === undefined ? 'A workload' : <Name text={label} limit={120} />}</Link>;
} // prettier-ignore

/** A mode for one namespace or workload, or that of the cluster again. */
export function OwnMode({ cluster, baseline, scope: { namespace, lineage }, disabled }: { cluster: string; baseline: Baseline; scope: ModeScope; disabled: boolean }): ReactNode {
  const scope: ModeScope = { ...(namespace !== undefined && { namespace }), ...(lineage !== undefined && { lineage }) };
  const own = baseline.overrides?.find((one) => one.namespace === namespace && one.lineage === lineage);
  const set = (mode: Mode | null): Decision['requests'] => () => [{ method: 'PUT', path: `/clusters/${part(cluster)}/mode/overrides`, body: { ...scope, mode, version: baseline.version } }];
  const decisions: readonly Decision[] = [
    ...all.filter((one) => one !== (own?.mode ?? baseline.mode)).map((to): Decision => ({ name: to.slice(0, 1).toUpperCase() + to.slice(1), effect: <Forecast cluster={cluster} to={to} scope={scope} />, requests: set(to), done: `It is ${to} now.`, noReason: true })),
    ...(own === undefined ? [] : [{ name: 'Follow the cluster', effect: <p>{`It is ${baseline.mode} again, like the cluster.`}</p>, requests: set(null), done: 'It follows the cluster.', noReason: true } as const]),
  ];
  return <Decisions of={decisions} disabled={disabled} />;
} // prettier-ignore
