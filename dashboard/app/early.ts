import type { Early } from '../boot.ts';

/** What boot.ts asked for before this code was here, once; later it would be old. */
export function takeEarly(path: string): Promise<Response> | undefined {
  const early = (globalThis as { plumblineEarly?: Early }).plumblineEarly;
  const answer = early?.get(path);
  early?.delete(path);
  return answer;
}
