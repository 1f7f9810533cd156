import type { PostResult } from '../core/ports/channels.ts';
import { Failure } from './failure.ts';

/** Whether a channel took a test; throws what it said otherwise. `who` is for people: `Slack`, `The receiver`. */
export function tookIt(answer: PostResult, who: string, remedy?: string): void {
  if (answer === 'posted' || 'ref' in answer) return;
  if ('refused' in answer) throw new Failure(`${who} refused (${answer.refused}).`, remedy);
  throw new Failure(`${who} asks to wait ${Math.ceil(answer.busyMs / 1_000)} s.`, 'Try again then.');
}
