import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { send } from '../app/api.ts';
import { Button } from './button.tsx';

export interface Decision {
  /** What the button says. */
  readonly name: string;
  /** What will happen, in a sentence or two. */
  readonly effect: ReactNode;
  /** Another request for each thing that is decided on. */
  readonly requests: (reason: string, choice: string) => readonly { readonly method?: 'POST' | 'PUT'; readonly path: string; readonly body: unknown }[];
  /** Something to choose along with the reason; the first is chosen already. */
  readonly choice?: { readonly label: string; readonly of: readonly (readonly [value: string, text: string])[] };
  /** What most people do first. */
  readonly first?: boolean;
  /** Nothing that anybody would ask about later. */
  readonly noReason?: boolean;
  readonly done: string;
} // prettier-ignore

/** Buttons, each of which asks for a reason before anything happens: reason and name stay with the decision. */
export function Decisions({ of, disabled = false }: { of: readonly Decision[]; disabled?: boolean }): ReactNode {
  const [asked, setAsked] = useState<Decision | undefined>();
  const [said, setSaid] = useState('');
  return (
    <div className="stack">
      <div className="row">
        {of.map((one) => <Button key={one.name} variant={one.first === true ? 'primary' : 'normal'} disabled={disabled} onClick={() => setAsked(one)}>{one.name}</Button>)}
      </div>
      <p role="status" className={said === '' ? 'unseen' : 'small'}>{said}</p>
      {asked !== undefined && <Ask of={asked} close={(done) => { setAsked(undefined); if (done) setSaid(asked.done); }} />}
    </div>
  );
} // prettier-ignore

function Ask({ of, close }: { of: Decision; close: (done: boolean) => void }): ReactNode {
  const client = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [choice, setChoice] = useState(of.choice?.of[0]?.[0] ?? '');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const decide = async () => {
    if (of.noReason !== true && reason.trim() === '') return setFailed('Say why: whoever looks at this next will want to know.');
    setBusy(true);
    try {
      for (const { method = 'POST', path, body } of of.requests(reason.trim(), choice)) await send(method, path, body);
      await client.invalidateQueries();
      close(true);
    } catch (error) {
      setFailed((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} className="card ask" aria-labelledby="ask" onClose={() => close(false)}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); void decide(); }}>
        <h2 id="ask">{of.name}</h2>
        <div className="stack">{of.effect}</div>
        {of.choice !== undefined && (
          <label className="row small">
            {of.choice.label}
            <select className="pick" value={choice} onChange={(event) => setChoice(event.target.value)}>{of.choice.of.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select>
          </label>
        )}
        {of.noReason !== true && <label className="stack small">
          Reason
          <textarea className="find" rows={3} maxLength={500} value={reason} autoFocus onChange={(event) => setReason(event.target.value)} aria-describedby="ask-failed" />
        </label>}
        <p id="ask-failed" role="alert" className={failed === '' ? 'unseen' : 'note bad small wrap'}>{failed}</p>
        <div className="row">
          <Button variant="primary" submits busy={busy}>{of.name}</Button>
          <Button variant="link" onClick={() => close(false)}>Cancel</Button>
        </div>
      </form>
    </dialog>
  );
} // prettier-ignore
