import { QueryClientProvider } from '@tanstack/react-query';
import { Component, type ReactNode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { CurrentPage, loadPage } from './app/pages.tsx';
import { queries } from './app/queries.ts';
import { go, useAddress } from './app/router.ts';
import { comeBack, isComingBack, loadConfig } from './app/session.ts';
import { Shell } from './app/shell.tsx';
import { showTheme } from './app/theme.ts';
import { Failed } from './parts/bits.tsx';
import './style.css';

/** A page that breaks says so, and the rest goes on. */
class Fence extends Component<{ children: ReactNode; address: string }, { error?: Error; address: string }> {
  override state: { error?: Error; address: string } = { address: this.props.address };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps({ address }: { address: string }, state: { error?: Error; address: string }) {
    return state.address === address ? null : { error: undefined, address };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Failed error={error} what="this page" retry={() => location.reload()} />;
  }
}

function App(): ReactNode {
  const { pathname } = useAddress();
  useEffect(() => {
    document.title = `${titleOf(pathname)} · Plumbline`;
  }, [pathname]);
  return (
    <QueryClientProvider client={queries}>
      <Shell>
        <Fence address={pathname}>
          <CurrentPage />
        </Fence>
      </Shell>
    </QueryClientProvider>
  );
}

function titleOf(pathname: string): string {
  const [, first = '', cluster = '', page = ''] = pathname.split('/');
  if (first === 'incidents') return 'Incident';
  if (first === 'c') return `${page === 'workloads' ? 'Workload' : page.slice(0, 1).toUpperCase() + page.slice(1)} · ${cluster.slice(0, 60)}`; // prettier-ignore
  return first === '' ? 'Start' : first.slice(0, 1).toUpperCase() + first.slice(1, 40);
}

async function start(): Promise<void> {
  showTheme();
  const root = createRoot(document.getElementById('root') as HTMLElement);
  try {
    await Promise.all([loadConfig(), loadPage(location.pathname)]);
    const address = new URL(location.href);
    if (isComingBack(address)) go(await comeBack(address.searchParams), true);
    root.render(<App />);
  } catch (error) {
    root.render(<Failed error={error as Error} what="how to sign in" retry={() => location.assign('/')} />);
  }
}

void start();
