import { Problem } from '../core/problem.ts';

/** What an answer that is no success says, in one sentence: the problem's own words where it has any. */
export async function problemText(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).slice(0, 10_000);
  try {
    const problem = Problem.parse(JSON.parse(text));
    return problem.detail;
  } catch {
    const words = text.replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
    return words === '' ? `no more than status ${response.status}` : words.slice(0, 300);
  }
}
