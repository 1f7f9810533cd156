import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Incident } from '../../core/incident.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { Link } from './bits.tsx';
import { type Decision, Decisions } from './decide.tsx';
import { Name, When } from './text.tsx';

const day = 86_400_000;

/** What people may do about an incident, each with its reason. */
export function Deciding({ incident }: { incident: Incident }): ReactNode {
  const { cluster, id, findings } = incident;
  const { data: me } = useQuery(queries.me());
  const below = `/clusters/${part(cluster)}`;
  const each = (verb: 'accept' | 'reject') => (reason: string) => [{ path: `${below}/findings/review`, body: { verb, findings: findings.map((finding) => finding.id), reason } }];
  const decisions: readonly Decision[] = [
    { name: 'Acknowledge', effect: 'Tells the others that you are on it. Nothing else changes.', requests: (reason) => [{ path: `${below}/incidents/${id}/acknowledge`, body: { reason } }], done: 'Acknowledged.', first: incident.acknowledged === undefined },
    { name: 'Accept', effect: `${findings.length === 1 ? 'The deviation' : `All ${findings.length} deviations`} of this incident join the baseline with your name and reason: normal from then on, and nobody is told of them again.`, requests: each('accept'), done: 'Accepted: it is part of the baseline now.' },
    { name: 'Reject', effect: 'These deviations are never learned, however often they are seen. They go on being told.', requests: each('reject'), done: 'Rejected: it will never be learned.' },
    { name: 'Close', effect: 'It is over: stopped, or looked into. Nothing joins the baseline, and what is found of it from now on opens another incident.', requests: (reason) => [{ path: `${below}/incidents/${id}/close`, body: { reason } }], done: 'Closed.' },
    ...muting(incident, `${below}/incidents/${id}`),
  ];
  const viewer = me?.role === 'viewer' || me?.role === null;
  return <>{viewer && <p className="note small">Deciding is for operators; you may look.</p>}<Decisions of={decisions} disabled={viewer} /></>;
} // prettier-ignore

/** Silence with an end: nothing is lost, and mining that comes after it is told all the same. */
function muting({ muted }: Incident, path: string): readonly Decision[] {
  if (muted !== undefined && Date.parse(muted.until) > Date.now()) return [{ name: 'Unmute', effect: 'What nobody was told of meanwhile is told now.', requests: (reason) => [{ path: `${path}/unmute`, body: { reason } }], done: 'Unmuted.' }];
  return [{
    name: 'Mute',
    effect: 'Nobody is told of its root until then. What is found meanwhile is kept, and told when that is over; mining that was not there is told at once.',
    choice: { label: 'For', of: [['1', 'a day'], ['7', 'a week'], ['30', 'thirty days']] },
    requests: (reason, days) => [{ path: `${path}/mute`, body: { reason, until: new Date(Date.now() + Number(days) * day).toISOString() } }],
    done: 'Muted.',
  }];
} // prettier-ignore

/** Who closed it, when, and why; or what it became a part of. */
export function Settled({ incident }: { incident: Incident }): ReactNode {
  if (incident.into !== undefined) return <p>Workloads of this incident and of another reach the same place, so that they are one now. <Link to={`/incidents/${incident.into.id}`}>Go on there</Link></p>;
  const last = incident.timeline.findLast(({ what }) => what === 'closed');
  if (last === undefined) return <p className="soft">It is closed. The audit says who did it.</p>;
  return <p><b>Closed</b> <When at={last.at} />. <Name text={`${last.text.slice(0, 1).toUpperCase()}${last.text.slice(1)}`} limit={500} /></p>;
} // prettier-ignore

/** Who is on it, and who wants silence until when. */
export function Standing({ incident: { muted, acknowledged } }: { incident: Incident }): ReactNode {
  return (
    <>
      {acknowledged !== undefined && <p className="note small"><Name text={acknowledged.by} limit={120} /> is on it since <When at={acknowledged.at} />: <Name text={acknowledged.reason} limit={300} /></p>}
      {muted !== undefined && <p className="note warn small">Muted until <When at={muted.until} /> by <Name text={muted.by} limit={120} />: <Name text={muted.reason} limit={300} /></p>}
    </>
  );
} // prettier-ignore
