import type { Gathering } from './gathering.ts';
import { linesOf, longestLine, withoutComment } from './text.ts';

/** One value a line; `#`, `;`, `!` and `//` begin comments. */
export function gatherPlain(text: string, into: Gathering): void {
  for (const line of linesOf(text)) {
    if (into.full) return;
    if (line.length > longestLine) {
      into.flaw('too-long');
      continue;
    }
    const value = withoutComment(line);
    if (value === '') continue;
    if (/\s/.test(value)) into.flaw('more-than-one-value');
    else into.add(value);
  }
}
