import { digest } from './hash.ts';
import type { ClusterId } from './ids.ts';

/**
 * What findings of several newcomers have in common when one stranger made them: the worker, the proxy and the job of one
 * attack are one incident. Only where nobody settled was made by him, and few in all: a pipeline makes everything.
 */
export function rootOfCreator(cluster: ClusterId, creator: string): string {
  return digest('root-of-creator', cluster, creator);
}
