import { Fragment, type ReactNode } from 'react';
import { visible } from '../../core/defang.ts';

// Names come from whoever made the traffic: they are shown as text, cut, with every character that could deceive spelled out.

const shownAtMost = 300;

/** A name as it is, what is not plain ASCII spelled as `\u{202e}` and marked; labels in punycode are marked too. */
export function Name({ text, limit = shownAtMost }: { text: string; limit?: number }): ReactNode {
  const whole = visible(text);
  const cut = whole.length > limit ? `${whole.slice(0, Math.ceil(limit * 0.65))} … ${whole.slice(-Math.floor(limit * 0.3))}` : whole; // prettier-ignore
  const parts = cut.split(/(\\u\{[0-9a-f]+\}|(?<=^|[./])xn--[a-z0-9-]+)/i);
  if (parts.length === 1) return <bdi className="wrap">{cut.length < 24 ? cut : jointed(cut)}</bdi>;
  return (
    <bdi className="wrap">
      {parts.map((piece, index) =>
        index % 2 === 0 ? piece : <mark key={index} className="odd" title={piece.startsWith('xn--') ? 'Punycode: this label looks like other letters' : 'A character that is not plain ASCII'}>{piece}</mark>,
      )}
    </bdi>
  );
} // prettier-ignore

/** Long names may be broken where they are joined: better than in the middle of a word. */
function jointed(text: string): ReactNode {
  return text.split(/(?<=[/:@_-])(?=[^\s/:.@_-])|(?<=[^\s.])(?=\.[^\s.])/).map((piece, index) => <Fragment key={index}>{index > 0 && <wbr />}{piece}</Fragment>);
} // prettier-ignore

const formats = { date: { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }, full: { dateStyle: 'full', timeStyle: 'long' } } as const; // prettier-ignore
const short = new Intl.DateTimeFormat('en-GB', formats.date);
const full = new Intl.DateTimeFormat('en-GB', formats.full);

/** A moment in the reader's own zone, the whole of it as a title. */
export function When({ at }: { at: string | number }): ReactNode {
  const date = new Date(at);
  if (Number.isNaN(date.getTime()) || date.getTime() === 0) return <span className="soft">unknown</span>;
  return (
    <time dateTime={date.toISOString()} title={`${full.format(date)} (${date.toISOString()})`}>
      {short.format(date)}
    </time>
  );
}

/** The zone in which moments are shown: what Slack and e-mail say is UTC. */
export function Zone(): ReactNode {
  return <span className="small soft">{zone() === 'UTC' ? 'times in UTC' : `your time, ${zone()}`}</span>;
}

/** `UTC`, `UTC+02:00`. */
export function zone(): string {
  const minutes = -new Date().getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((number) => String(number).padStart(2, '0')); // prettier-ignore
  return minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '−' : '+'}${hours}:${rest}`;
}

/** `3 min`, `2 h`, `5 d` between two moments. */
export function spanText(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.round(s / 60)} min`;
  return s < 172_800 ? `${Math.round(s / 3_600)} h` : `${Math.round(s / 86_400)} d`;
}

export function Ago({ at }: { at: string | number }): ReactNode {
  const ms = new Date(at).getTime();
  if (Number.isNaN(ms) || ms === 0) return <span className="soft">never</span>;
  const past = Date.now() - ms;
  // Clocks differ by a little: what was reported a moment ago was not reported in the future.
  const isNow = past < 0 && past > -120_000;
  return (
    <time dateTime={new Date(ms).toISOString()} title={full.format(ms)}>
      {isNow ? 'just now' : past >= 0 ? `${spanText(past)} ago` : `in ${spanText(-past)}`}
    </time>
  );
}

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const signs: Readonly<Record<string, string>> = { critical: '⬤', high: '▲', medium: '◆', low: '○' };

/** `over`: of what is over it is said without colour. */
export function Severity({ of, over = false }: { of: string; over?: boolean }): ReactNode {
  return (
    <span className={over ? 'tag' : `tag ${of}`}>
      <span aria-hidden="true">{signs[of] ?? '○'}</span>
      {of}
    </span>
  );
}

/** `1 fact`, `2 facts`. */
export function several(count: number, noun: string): string {
  return `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;
}

/** A word of the system for people: `suspicious-newcomer` → `suspicious newcomer`. */
export function words(word: string): string {
  return word.replaceAll('-', ' ').replace(/\beks\b/, 'EKS');
}

/** The same at the beginning of a line. */
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
