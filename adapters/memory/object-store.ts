import { digest } from '../../core/hash.ts';
import type { ObjectStore } from '../../core/ports/outside.ts';

export function memoryObjects(): ObjectStore & { readonly stored: ReadonlyMap<string, Uint8Array> } {
  const stored = new Map<string, Uint8Array>();
  const tags = new Map<string, string>();
  let writes = 0;
  return {
    stored,
    async get(key, unlessTag) {
      const body = stored.get(key);
      const tag = tags.get(key);
      if (body === undefined || tag === undefined) return { kind: 'absent' };
      return tag === unlessTag ? { kind: 'unchanged' } : { kind: 'found', body: body.slice(), tag };
    },
    async put(key, body, expected) {
      const before = tags.get(key);
      const holds = expected === 'any' || (expected === 'absent' ? before === undefined : before === expected.tag);
      if (!holds) return 'stale';
      writes += 1;
      const tag = digest('object', key, String(writes));
      stored.set(key, body.slice());
      tags.set(key, tag);
      return { tag };
    },
  };
}
