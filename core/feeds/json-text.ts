import type { Unreadable } from './gathering.ts';
import { linesOf } from './text.ts';

/** JSON.parse takes 200,000 levels, and makes 600 MB of 30 MB of empty objects: both are counted before. */
const deepest = 32;
const mostValues = 16_000_000;
const longestRecord = 4_194_304;

/** The value, or the reason why it is not looked at. */
export type Json = { readonly value: unknown } | { readonly unreadable: Unreadable };

export function jsonOf(text: string): Json {
  const shape = shapeOf(text);
  if (shape !== undefined) return { unreadable: shape };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { unreadable: 'not-json' };
  }
}

/** One JSON text a line: each line on its own, so that one bad line costs itself only. Undefined: the line is no JSON. */
export function* recordsOf(text: string): Generator<unknown, void, undefined> {
  for (const line of linesOf(text)) {
    if (line.trim() === '') continue;
    const json: Json = line.length > longestRecord ? { unreadable: 'too-large' } : jsonOf(line);
    yield 'value' in json ? json.value : undefined;
  }
}

function shapeOf(text: string): Unreadable | undefined {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      // An object costs as much as several plain values.
      values += 4;
      if (++depth > deepest) return 'too-deep';
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === 0x2c) values++;
    if (values > mostValues) return 'too-large';
  }
  return undefined;
}
