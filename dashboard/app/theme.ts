import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const key = 'plumbline.theme';
const listeners = new Set<() => void>();
const wanted = matchMedia('(prefers-color-scheme: dark)');

/** What the person chose, else what their system prefers. */
export function theme(): Theme {
  const chosen = localStorage.getItem(key);
  return chosen === 'light' || chosen === 'dark' ? chosen : wanted.matches ? 'dark' : 'light';
}

/** Cloudscape follows this class; a style element of its own `applyTheme` would not pass the content security policy. */
export function showTheme(): void {
  document.body.classList.toggle('awsui-dark-mode', theme() === 'dark');
  for (const listener of listeners) listener();
}

export function switchTheme(): void {
  localStorage.setItem(key, theme() === 'dark' ? 'light' : 'dark');
  showTheme();
}

wanted.addEventListener('change', showTheme);

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, theme);
}
