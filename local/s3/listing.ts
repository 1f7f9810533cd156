import { escaped } from '../aws/xml.ts';
import type { Objects } from './objects.ts';

/** ListObjectsV2: keys under a prefix, folded at a delimiter, at most a thousand at once. */
export function listing(bucket: string, objects: Objects, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = tokenKey(query.get('continuation-token')) ?? query.get('start-after') ?? '';
  const max = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const entries = [...new Set(objects.keys(prefix).map((key) => folded(key, prefix, delimiter)))].filter(
    (one) => one > after,
  );
  const page = entries.slice(0, max);
  const isFolder = (one: string) =>
    delimiter !== '' && one.slice(prefix.length).endsWith(delimiter) && objects.head(one) === undefined;
  const contents = page.filter((one) => !isFolder(one)).map((key) => contentOf(key, objects));
  const folders = page
    .filter(isFolder)
    .map((one) => `<CommonPrefixes><Prefix>${escaped(one)}</Prefix></CommonPrefixes>`);
  const more = entries.length > page.length;
  const next = more
    ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64url')}</NextContinuationToken>`
    : '';
  return [
    '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${escaped(bucket)}</Name><Prefix>${escaped(prefix)}</Prefix><MaxKeys>${max}</MaxKeys>`,
    `<KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${next}`,
    ...contents,
    ...folders,
    '</ListBucketResult>',
  ].join('');
}

function folded(key: string, prefix: string, delimiter: string): string {
  if (delimiter === '') return key;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? key : key.slice(0, at + delimiter.length);
}

function contentOf(key: string, objects: Objects): string {
  const head = objects.head(key);
  if (head === undefined) return '';
  const modified = new Date(head.modifiedAt).toISOString();
  return `<Contents><Key>${escaped(key)}</Key><LastModified>${modified}</LastModified><ETag>&quot;${head.md5}&quot;</ETag><Size>${head.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
}

function tokenKey(token: string | null): string | undefined {
  return token === null ? undefined : Buffer.from(token, 'base64url').toString();
}
