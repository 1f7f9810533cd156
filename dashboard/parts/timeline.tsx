import type { ReactNode } from 'react';
import type { Incident } from '../../core/incident.ts';
import { workloadsIn } from '../../core/incident-spread.ts';
import { deedOf } from '../../core/notice-deeds.ts';
import { timeWords } from '../../core/notice-words.ts';
import { capital, Name, When, words } from './text.tsx';

/** In the order in which it unfolds: it appears, reaches out, is recognised, mines. */
const chapters: Readonly<Record<string, number>> = { 'new-workload': 0, 'new-egress': 1, 'threat-contact': 2, 'mining-protocol': 3 }; // prettier-ignore
/** What makes the rest of it matter. */
const hot = new Set(['threat-contact', 'mining-protocol', 'escalated']);

interface Entry {
  readonly at: string;
  /** `Threat contact.`, `Created by`: the first words, and what they lead to. */
  readonly lead: string;
  readonly text: string;
  readonly chapter: number;
  readonly isHot: boolean;
}

function storyOf(incident: Incident): readonly Entry[] {
  const { findings, chain, timeline } = incident;
  const nameOf = ({ workload }: { workload: string }) => (workloadsIn(incident) > 1 ? workload : 'It');
  const deeds = findings.map((finding): Entry => ({ at: finding.firstSeen, lead: `${capital(words(finding.kind))}.`, text: `${nameOf(finding)} ${deedOf(finding)}`, chapter: chapters[finding.kind] ?? 2, isHot: hot.has(finding.kind) }));
  const hands = (chain?.links ?? []).map(({ at, what, who, text }): Entry => ({ at, lead: `${capital(what)} by`, text: text.startsWith(what) ? `${who}: ${text.slice(what.length).trim()}` : `${who}: ${text}`, chapter: -1, isHot: false }));
  const decided = timeline.filter(({ what }) => what !== 'joined').map(({ at, what, text }): Entry => {
    if (what === 'merged') return { at, lead: 'Joined:', text, chapter: 9, isHot: false };
    const said = what === 'opened' ? words(text) : text;
    return said.startsWith(`${what} by `)
      ? { at, lead: `${capital(what)} by`, text: said.slice(what.length + 4), chapter: 9, isHot: false }
      : { at, lead: `${capital(words(what))}.`, text: capital(said), chapter: 9, isHot: hot.has(what) };
  });
  return [...hands, ...deeds, ...decided].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.chapter - b.chapter));
} // prettier-ignore

export function Timeline({ incident }: { incident: Incident }): ReactNode {
  return (
    <ol className="timeline">
      {storyOf(incident).map(({ at, lead, text, isHot }, index) => (
        <li key={`${at} ${index}`} className={isHot ? 'hot' : ''}>
          <time dateTime={at} title={`${timeWords(at)} UTC`}><When at={at} /></time>
          <span><b>{lead}</b> <Name text={text} limit={500} /></span>
        </li>
      ))}
    </ol>
  );
} // prettier-ignore

/** What the chain of evidence lacks, and why. */
export function Gap({ of }: { of: Incident['chain'] }): ReactNode {
  if (of?.auditOff === true) return <p className="note warn small">No audit log of this cluster is read, so who created it and who went in is unknown.</p>;
  if (of?.gap === undefined) return null;
  const { from, to, why } = of.gap;
  return <p className="note warn small">The audit log {why === 'late' ? 'is late' : 'said nothing'} from <When at={from} /> {to === undefined ? 'on' : <>to <When at={to} /></>}: what was done then is not in this list.</p>;
} // prettier-ignore
