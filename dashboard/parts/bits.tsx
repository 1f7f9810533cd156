import type { UseQueryResult } from '@tanstack/react-query';
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { go } from '../app/router.ts';
import { Refused } from '../app/api.ts';
import { Button } from './button.tsx';
import { spanText, zone } from './text.tsx';

/** A link within the dashboard. */
export function Link({ to, children, ...rest }: { to: string; children: ReactNode; className?: string; 'aria-current'?: 'page' | undefined; title?: string }): ReactNode {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
  };
  return <a href={to} onClick={follow} {...rest}>{children}</a>;
} // prettier-ignore

export function Title({ children, aside }: { children: ReactNode; aside?: ReactNode }): ReactNode {
  return (
    <header className="title">
      <h1>{children}</h1>
      <span className="space" />
      {aside}
    </header>
  );
}

export function Card({ title, children, aside, id, place = '' }: { title?: ReactNode; children: ReactNode; aside?: ReactNode; id?: string; place?: string }): ReactNode {
  return (
    <section className={`card ${place}`} id={id}>
      {title !== undefined && (aside === undefined ? <h2>{title}</h2> : <div className="title"><h2>{title}</h2><span className="space" />{aside}</div>)}
      {children}
    </section>
  );
} // prettier-ignore

const pictures = {
  calm: <path d="M24 6v20M15 25h18l-9 15z" />,
  look: <path d="M21 8a13 13 0 1 0 0 26 13 13 0 0 0 0-26zm9.5 22.5L41 41" />,
  wait: <path d="M24 5a19 19 0 1 0 0 38 19 19 0 0 0 0-38zm0 8v12l8 5" />,
};

/** Nothing to show is an answer: what it means, and what to do next. */
export function Empty({ title, children, picture = 'look' }: { title: string; children: ReactNode; picture?: keyof typeof pictures }): ReactNode {
  return (
    <section className="card empty">
      <svg width="48" height="48" viewBox="0 0 48 48" fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">{pictures[picture]}</svg>
      <h2>{title}</h2>
      {children}
    </section>
  );
} // prettier-ignore

/** What is on its way, what could not be had, or what is there. Old data stays on the page while new cannot be had. */
export function Loaded<Data>({ of, children, what }: { of: UseQueryResult<Data>; children: (data: Data) => ReactNode; what: string }): ReactNode {
  // What failed is said until it is there: while it is asked for again, the query itself knows of no error.
  const failed = useRef<Error | null>(null);
  if (of.error !== null) failed.current = of.error;
  else if (of.errorUpdateCount === 0) failed.current = null;
  if (of.data !== undefined) return children(of.data);
  if (failed.current !== null) return <Failed error={failed.current} what={what} retry={() => void of.refetch()} />;
  return <Waiting what={what} />;
} // prettier-ignore

/** A page about one thing: its title is the thing's name, and until that is there, what it is. */
export function Whole<Data>({ title, ...rest }: { title: string; of: UseQueryResult<Data>; children: (data: Data) => ReactNode; what: string }): ReactNode {
  if (rest.of.data !== undefined) return rest.children(rest.of.data);
  return <div className="page"><Title>{title}</Title><Loaded {...rest} /></div>;
} // prettier-ignore

/** Said late, so that what comes at once does not flicker. */
function Waiting({ what }: { what: string }): ReactNode {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 350);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p role="status" className="soft waiting">
      {late ? `Reading ${what} …` : ''}
    </p>
  );
}

export function Failed({ error, what, retry }: { error: Error; what: string; retry: () => void }): ReactNode {
  const missing = error instanceof Refused && error.status === 404;
  return (
    <section className={`note ${missing ? 'warn' : 'bad'}`} role="alert">
      <h2>{missing ? `There is no ${what.replace(/^the /, '')} here` : `Could not read ${/^(?:the|this|how|what) /.test(what) ? what : `the ${what}`}`}</h2>
      <p className="wrap">{error.message}</p>
      <p className="row">{missing ? <Link to="/">To the start</Link> : <Button onClick={retry}>Ask again</Button>}</p>
    </section>
  );
} // prettier-ignore

/** When what is shown was last confirmed, and that it is old where the API does not answer. */
export function Fresh({ of }: { of: UseQueryResult }): ReactNode {
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  if (of.dataUpdatedAt === 0) return null;
  const age = Date.now() - of.dataUpdatedAt;
  const stale = of.errorUpdatedAt > of.dataUpdatedAt || of.fetchStatus === 'paused' || age > 60_000;
  return (
    <span className={`fresh${stale ? ' stale' : ''}`} role={stale ? 'alert' : undefined}>
      <i aria-hidden="true" />
      {stale ? `Stale: the API has not answered for ${spanText(age)}` : 'Live'}
      <span className="soft">· {zone()}</span>
    </span>
  );
}
