import type { ReactNode } from 'react';

const keys = [['← → ↑ ↓', 'to the next node that way'], ['Enter', 'choose; again: open its page'], ['n  p', 'next, previous violation'], ['a', 'violations, or the whole cluster'], ['/', 'find'], ['+  −  0', 'nearer, farther, all'], ['Esc', 'choose nothing']] as const; // prettier-ignore
const finds = [['ns=shop', 'an end in this namespace'], ['name=pool', 'part of a name'], ['dir=egress', 'or east-west, north-south'], ['port=443', 'the port'], ['is=drift', 'or violation, unresolved, known'], ['new', 'first seen within the hour'], ['!…', 'not that'], ['a or b', 'one of both']] as const; // prettier-ignore

export function Help({ close }: { close: () => void }): ReactNode {
  return (
    <div className="card help" role="dialog" aria-label="Keys and words of the graph">
      <div className="title"><h2>Keys</h2><span className="space" /><button type="button" className="plain" autoFocus onClick={close}>Close</button></div>
      <table className="table small"><tbody>{keys.map(([key, text]) => <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{text}</td></tr>)}</tbody></table>
      <h2>Find and hide</h2>
      <table className="table small"><tbody>{finds.map(([key, text]) => <tr key={key}><th scope="row"><code>{key}</code></th><td>{text}</td></tr>)}</tbody></table>
    </div>
  );
} // prettier-ignore

/** Each meaning has a form beside its colour. */
export function Legend(): ReactNode {
  return (
    <div className="legend" role="note" aria-label="Legend">
      <span><svg viewBox="0 0 26 10" aria-hidden="true"><path d="M0 5h26" stroke="var(--bad)" strokeWidth="3" strokeDasharray="6 3" /><circle cx="13" cy="5" r="5" fill="var(--bad)" /></svg>Violation</span>
      <span><svg viewBox="0 0 26 10" aria-hidden="true"><path d="M0 5h26" stroke="var(--warn)" strokeWidth="2" strokeDasharray="9 3" /></svg>Drift</span>
      <span><svg viewBox="0 0 26 10" aria-hidden="true"><path d="M0 5h26" stroke="var(--soft)" strokeWidth="1" /></svg>Known</span>
      <span><svg viewBox="0 0 26 10" aria-hidden="true"><path d="M0 5h26" stroke="var(--soft)" strokeWidth="1.6" strokeDasharray="2 4" /><path d="M2 9l6-8M9 9l6-8M16 9l6-8" stroke="var(--soft)" /></svg>Unresolved</span>
    </div>
  );
} // prettier-ignore
