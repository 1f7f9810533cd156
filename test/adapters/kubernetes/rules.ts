import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of both roles of the chart, as they stand in its file; `.ci/chart.mjs` holds what Helm renders to that file. */
export const readerRules = parse(
  readFileSync(path.join(import.meta.dirname, '../../../charts/plumbline-sentinel/files/reader-rules.yaml'), 'utf8'),
) as readonly Rule[];

/** `list pods`, `get deployments.apps`. */
export const spelled = (verb: string, resource: string, group: string) => `${verb} ${resource}${group === '' ? '' : `.${group}`}`; // prettier-ignore

/** Everything that rules allow. */
export function granted(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => spelled(verb, resource, group)))),
  );
}
