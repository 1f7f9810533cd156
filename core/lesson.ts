import type { Edge, EdgeOperation } from './edge.ts';
import { digest } from './hash.ts';
import { peerLabel } from './peer.ts';

/** How people read the fact of an edge. Names from outside are as they came; who prints them escapes and defangs. */
export function factLabelOfEdge({ destination, proto, port }: Pick<Edge, 'destination' | 'proto' | 'port'>): string {
  return `${peerLabel(destination)} on ${proto} port ${port}`.slice(0, 600).toWellFormed();
}

/** What the fact of an operation is about: the edge and what can be said on it, whatever its evidence or count. */
export function operationObject(edge: Pick<Edge, 'id'>, operation: EdgeOperation): string {
  const { app, dialect = '', method = '', path = '' } = operation;
  const text = JSON.stringify([edge.id, app, dialect, method, path]);
  return text.length <= 600 && text.isWellFormed()
    ? text
    : JSON.stringify([edge.id, app, digest(dialect, method, path)]);
}
