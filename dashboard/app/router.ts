import { useSyncExternalStore } from 'react';

// Every state of a page is in its address: pages read it from here and change it here.

const listeners = new Set<() => void>();
const tell = () => listeners.forEach((listener) => listener());
window.addEventListener('popstate', tell);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAddress(): URL {
  const href = useSyncExternalStore(subscribe, () => location.href);
  return new URL(href);
}

/** `replace`: a change of view, which the back button does not undo step by step. */
export function go(to: string, replace = false): void {
  if (new URL(to, location.href).href === location.href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  if (!replace) window.scrollTo(0, 0);
  tell();
}

/** The parameters of the address, and how to change some of them; undefined or empty takes one away. */
export function useParameters(): [URLSearchParams, (changes: Readonly<Record<string, string | undefined>>) => void] {
  const { searchParams, pathname } = useAddress();
  return [
    searchParams,
    (changes) => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      go(query === '' ? pathname : `${pathname}?${query}`, true);
    },
  ];
}
