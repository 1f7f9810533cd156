import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import Button from '@cloudscape-design/components/button';
import { send } from '../app/api.ts';

export interface Decision {
  /** What the button says. */
  readonly name: string;
  /** What will happen, in a sentence or two. */
  readonly effect: ReactNode;
  /** Another request for each thing that is decided on. */
  readonly requests: (reason: string) => readonly { readonly method?: 'POST' | 'PUT'; readonly path: string; readonly body: unknown }[];
  readonly danger?: boolean;
  readonly done: string;
} // prettier-ignore

/** Buttons, each of which asks for a reason before anything happens: reason and name stay with the decision. */
export function Decisions({ of, disabled = false }: { of: readonly Decision[]; disabled?: boolean }): ReactNode {
  const [asked, setAsked] = useState<Decision | undefined>();
  const [said, setSaid] = useState('');
  return (
    <div className="stack">
      <div className="row">
        {of.map((one) => <Button key={one.name} disabled={disabled} onClick={() => setAsked(one)}>{one.name}</Button>)}
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
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const decide = async () => {
    if (reason.trim() === '') return setFailed('Say why: whoever looks at this next will want to know.');
    setBusy(true);
    try {
      for (const { method = 'POST', path, body } of of.requests(reason.trim())) await send(method, path, body);
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
        <label className="stack small">
          Reason
          <textarea className="find" rows={3} maxLength={500} value={reason} autoFocus onChange={(event) => setReason(event.target.value)} aria-describedby="ask-failed" />
        </label>
        <p id="ask-failed" role="alert" className={failed === '' ? 'unseen' : 'note bad small wrap'}>{failed}</p>
        <div className="row">
          <Button variant="primary" formAction="submit" loading={busy}>{of.name}</Button>
          <Button variant="link" formAction="none" onClick={() => close(false)}>Cancel</Button>
        </div>
      </form>
    </dialog>
  );
} // prettier-ignore
