import { getObject } from '../../adapters/s3/object.ts';
import { Unavailable } from '../../adapters/unavailable.ts';
import { AuthorizeIndex, authorizeIndexKey } from '../../core/authorize-index.ts';
import type { Log } from '../../core/ports/runtime.ts';

const nobody: AuthorizeIndex = { v: 1, compiledAt: '1970-01-01T00:00:00.000Z', tokens: {}, clusters: {} };

/**
 * The index of tokens as it is published now. It is asked for each time, because a token that was issued a second ago
 * must be known: the gateway would believe a refusal for five minutes. While S3 does not answer, the last one counts.
 */
export function publishedIndex(bucket: string, log: Log): () => Promise<AuthorizeIndex> {
  let kept: { readonly index: AuthorizeIndex; readonly etag: string } | undefined;
  return async () => {
    try {
      const got = await getObject(bucket, authorizeIndexKey, kept?.etag);
      if (got.kind === 'denied') throw new Unavailable('s3 denies reading the index of tokens');
      if (got.kind === 'found') kept = { index: indexIn(got.body), etag: got.etag };
      if (got.kind === 'absent') kept = undefined;
    } catch (error) {
      if (kept === undefined) throw error;
      log.warn('the last index of tokens is used', { compiledAt: kept.index.compiledAt, error: error as Error });
    }
    return kept?.index ?? nobody;
  };
}

function indexIn(body: Uint8Array): AuthorizeIndex {
  return AuthorizeIndex.parse(JSON.parse(Buffer.from(body).toString('utf8')));
}
