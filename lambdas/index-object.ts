import { getObject, putObject } from '../adapters/s3/object.ts';
import { Unavailable } from '../adapters/unavailable.ts';
import { AuthorizeIndex, authorizeIndexKey } from '../core/authorize-index.ts';
import type { PublishedIndex } from './publish-index.ts';

/** The index as one object of the bucket; its entity tag is its version. */
export function indexObject(bucket: string): PublishedIndex {
  return {
    async current() {
      const got = await getObject(bucket, authorizeIndexKey);
      if (got.kind === 'denied') throw new Unavailable('s3 denies reading the index of tokens');
      return got.kind === 'found' ? { index: indexIn(got.body), version: got.etag } : undefined;
    },
    async publish(index, expected) {
      const over = expected === undefined ? 'absent' : { etag: expected };
      const body = Buffer.from(JSON.stringify(index));
      const put = await putObject(bucket, authorizeIndexKey, body, { over, contentType: 'application/json' });
      if (put.kind === 'denied') throw new Unavailable('s3 denies writing the index of tokens');
      return put.kind === 'stored' ? 'stored' : 'stale';
    },
  };
}

/** Undefined where what is published cannot be read: it is then compiled anew from what is enrolled. */
function indexIn(body: Uint8Array): AuthorizeIndex | undefined {
  try {
    return AuthorizeIndex.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
