import type { Side } from '../conversation/conversation.ts';

const REQUEST = /^(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|CONNECT|PRI) /;

/** JSON that only one side of a mining session says; found by plain search in a bounded piece. */
const SERVER_WORDS = ['"mining.notify"', '"mining.set_difficulty"', '"mining.set_target"', '"method":"job"', '"method": "job"', '"result"']; // prettier-ignore
const CLIENT_WORDS = ['"method"'];

/** Who would say this? For conversations that began before the capture; undefined where it could be either. */
export function speakerOf(bytes: Buffer): Side | undefined {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, 512));
  if (REQUEST.test(text)) return 'client';
  if (text.startsWith('HTTP/1.')) return 'server';
  if (bytes.length > 5 && bytes[0] === 0x16 && bytes[1] === 3) {
    if (bytes[5] === 1) return 'client';
    if (bytes[5] === 2) return 'server';
  }
  if (text.startsWith('{') || text.startsWith('[')) {
    if (SERVER_WORDS.some((word) => text.includes(word))) return 'server';
    if (CLIENT_WORDS.some((word) => text.includes(word))) return 'client';
  }
  return undefined;
}
