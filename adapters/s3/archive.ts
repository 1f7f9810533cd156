import { gzipSync } from 'node:zlib';
import type { ArchiveRecord } from '../../core/archive.ts';
import type { Archive } from '../../core/ports/outside.ts';
import { Unavailable } from '../unavailable.ts';
import { putObject } from './object.ts';

/** Gzipped lines of JSON under `archive/<cluster>/<year>/<month>/<day>/<hour>/`, by the time of receipt. */
export function s3Archive(bucket: string): Archive {
  return {
    async append(name, records) {
      if (records.length === 0) return;
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      const body = gzipSync(lines);
      // There already: an earlier try got through, and a name stands for one content.
      const result = await putObject(bucket, archiveKey(name, records), body, { over: 'absent', contentType: 'application/gzip' }); // prettier-ignore
      if (result.kind === 'denied') throw new Unavailable('s3 denies writing to the archive: the function needs s3:PutObject on archive/*'); // prettier-ignore
    },
  };
}

/** The records of one object are of one cluster. */
export function archiveKey(name: string, records: readonly ArchiveRecord[]): string {
  const [first] = records;
  if (first === undefined || records.some(({ cluster }) => cluster !== first.cluster)) {
    throw new RangeError('an archive object holds the records of one cluster, and at least one');
  }
  const [day = '', time = ''] = new Date(first.receivedAt).toISOString().split('T');
  return `archive/${first.cluster}/${day.replaceAll('-', '/')}/${time.slice(0, 2)}/${encodeURIComponent(name)}.jsonl.gz`;
}
