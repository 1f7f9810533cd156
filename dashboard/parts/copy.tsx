import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';

/** A text to take away, with a button that says whether it was taken. */
export function Copy({ text, label = 'Copy', wrapped = false, what }: { text: string; label?: string; wrapped?: boolean; what: string }): ReactNode {
  const [taken, setTaken] = useState<'no' | 'yes' | 'failed'>('no');
  const take = () => {
    navigator.clipboard.writeText(text).then(() => setTaken('yes'), () => setTaken('failed'));
  };
  return (
    <div className="stack">
      <pre className={`code${wrapped ? ' wrapped' : ''}`} tabIndex={0} aria-label={what}>{text}</pre>
      <div className="row">
        <Button icon="copy" onClick={take} ariaLabel={`${label}: ${what}`}>{label}</Button>
        <span role="status" className="small soft">{taken === 'yes' ? 'Copied' : taken === 'failed' ? 'The browser does not allow it: select the text instead.' : ''}</span>
      </div>
    </div>
  );
} // prettier-ignore
