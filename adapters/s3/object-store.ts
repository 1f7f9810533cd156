import type { ObjectStore } from '../../core/ports/outside.ts';
import { Unavailable } from '../unavailable.ts';
import { getObject, putObject } from './object.ts';

/** Objects of one bucket; the entity tag is the tag. A denial is an exception: it says nothing about what is there. */
export function s3Objects(bucket: string): ObjectStore {
  return {
    async get(key, unlessTag) {
      const got = await getObject(bucket, key, unlessTag);
      if (got.kind === 'denied') throw new Unavailable(`s3 denies reading ${key}`);
      return got.kind === 'found' ? { kind: 'found', body: got.body, tag: got.etag } : got;
    },
    async put(key, body, expected) {
      const over = expected === 'any' ? {} : { over: expected === 'absent' ? expected : { etag: expected.tag } };
      const put = await putObject(bucket, key, body, over);
      if (put.kind === 'denied') throw new Unavailable(`s3 denies writing ${key}`);
      return put.kind === 'stored' ? { tag: put.etag } : 'stale';
    },
  };
}
