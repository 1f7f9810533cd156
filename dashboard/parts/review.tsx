import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Candidate } from '../../core/candidate.ts';
import { part } from '../app/api.ts';
import * as queries from '../app/queries.ts';
import { Empty, Link } from './bits.tsx';
import { type Decision, Decisions } from './decide.tsx';
import { LoadedIfAny } from './later.tsx';
import { type Column, Listing } from './listing.tsx';
import { Name, When, words } from './text.tsx';

const columns = (cluster: string): readonly Column<Candidate>[] => [
  { id: 'suspicion', header: 'Suspicion', cell: ({ suspicion }) => <span className={`tag ${suspicion >= 70 ? 'high' : suspicion >= 40 ? 'medium' : ''}`}>{suspicion}</span>, text: ({ suspicion }) => suspicion, width: 120 },
  { id: 'workload', header: 'Workload', cell: ({ finding }) => <Link to={`/c/${part(cluster)}/workloads/${finding.lineage}`}><Name text={finding.workload} limit={120} /></Link>, text: ({ finding }) => finding.workload },
  { id: 'what', header: 'What', cell: ({ finding }) => <>{words(finding.kind)}: <Name text={finding.label} limit={160} /></>, text: ({ finding }) => `${words(finding.kind)} ${finding.label}` },
  { id: 'reason', header: 'Not learned because', cell: ({ reason }) => words(reason), text: ({ reason }) => words(reason) },
  { id: 'because', header: 'Weighed', cell: ({ because }) => because.slice(0, 3).map((line) => <div key={line}><Name text={line} limit={160} /></div>), text: ({ because }) => because.join(' ') },
  { id: 'first', header: 'First seen', cell: ({ finding }) => <When at={finding.firstSeen} />, text: ({ finding }) => finding.firstSeen, width: 150 },
]; // prettier-ignore

/** What was seen while learning and has no place in the baseline: it pages nobody, and waits here for a person. */
export function Review({ cluster, mode }: { cluster: string; mode: string }): ReactNode {
  const candidates = useQuery(queries.candidates(cluster));
  const [chosen, setChosen] = useState<readonly Candidate[]>([]);
  const { data: me } = useQuery(queries.me());
  const decide = (verb: 'accept' | 'reject'): Decision['requests'] => (reason) => [{ path: `/clusters/${part(cluster)}/findings/review`, body: { verb, findings: chosen.map(({ finding }) => finding.id), reason } }];
  const decisions: readonly Decision[] = [
    { name: chosen.length === 0 ? 'Accept' : `Accept ${chosen.length}`, first: true, effect: `${chosen.length} of the list ${chosen.length === 1 ? 'joins' : 'join'} the baseline with your name and reason.`, requests: decide('accept'), done: 'Accepted.' },
    { name: chosen.length === 0 ? 'Reject' : `Reject ${chosen.length}`, effect: `${chosen.length} of the list ${chosen.length === 1 ? 'is' : 'are'} never learned, and told of as deviations when seen again.`, requests: decide('reject'), done: 'Rejected.' },
  ];
  return (
    <section className="stack" aria-labelledby="review">
      <h2 id="review">For review</h2>
      <LoadedIfAny of={candidates} what="review list" absent="What is seen and not learned will wait here for you.">
        {(all) => all.length === 0
          ? <Empty title="Nothing waits for review" picture="calm"><p>{mode === 'learning' ? 'What the rule does not learn by itself appears here, the most suspicious first.' : 'Everything that was seen while learning is in the baseline or was decided on.'}</p></Empty>
          : (
            <>
              <p className="soft">Seen while learning, not learned. Choose as many as you know, then accept or reject them together.</p>
              <Decisions of={decisions} disabled={chosen.length === 0 || me?.role === 'viewer'} />
              <Listing items={all} columns={columns(cluster)} keyOf={({ finding }) => finding.id} caption="For review" sorted={['suspicion', true]} selection={{ chosen, choose: setChosen, labelOf: ({ finding }) => finding.label.slice(0, 80) }} />
            </>
          )}
      </LoadedIfAny>
    </section>
  );
} // prettier-ignore
