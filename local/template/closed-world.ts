import { ignoredProperties, ignoredTypes } from '../ignored.ts';
import { StartError } from '../start-error.ts';
import { emulated, ignoredReplicaSettings } from './emulated.ts';
import type { Resource, Template } from './template.ts';

/** Everything in the template that nobody emulates and nobody chose to leave out, one sentence each. */
export function unknownIn(template: Template): readonly string[] {
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => unknownOf(logicalId, resource));
}

/** Throws when anything is unknown: what does not run here must not look as if it did. */
export function refuseUnknown(template: Template): void {
  const unknown = unknownIn(template);
  if (unknown.length > 0) throw new StartError(unknown.join('\n'));
}

/** The losses that a user of this template would notice, by type and by property. */
export function lossesOf(template: Template): Readonly<Record<string, string>> {
  const losses: Record<string, string> = {};
  for (const { Type, Properties } of Object.values(template.Resources)) {
    const loss = ignoredTypes[Type];
    if (loss !== undefined) losses[Type] = loss;
    for (const name of Object.keys(Properties)) {
      const lost = ignoredProperties[Type]?.[name];
      if (lost !== undefined) losses[`${Type}.${name}`] = lost;
    }
  }
  return Object.fromEntries(Object.entries(losses).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function unknownOf(logicalId: string, { Type, Properties }: Resource): readonly string[] {
  if (Object.hasOwn(ignoredTypes, Type)) return [];
  const obeyed = emulated[Type];
  if (obeyed === undefined) {
    return [`${logicalId} has type ${Type}, which the local runtime neither emulates nor ignores on purpose.`];
  }
  const ignored = ignoredProperties[Type] ?? {};
  const unknown = Object.keys(Properties).filter((name) => !obeyed.includes(name) && !Object.hasOwn(ignored, name));
  return [
    ...unknown.map(
      (name) => `${logicalId} (${Type}) sets ${name}, which the local runtime neither obeys nor ignores on purpose.`,
    ),
    ...(Type === 'AWS::DynamoDB::GlobalTable' ? unknownInReplicas(logicalId, Properties['Replicas']) : []),
  ];
}

function unknownInReplicas(logicalId: string, replicas: unknown): readonly string[] {
  if (!Array.isArray(replicas) || replicas.length !== 1) {
    return [`${logicalId} (AWS::DynamoDB::GlobalTable) must have exactly one replica: there is one region here.`];
  }
  return Object.keys(replicas[0] as object)
    .filter((name) => name !== 'Region' && !ignoredReplicaSettings.includes(name))
    .map((name) => `${logicalId} (AWS::DynamoDB::GlobalTable) sets Replicas.${name}, which is not emulated.`);
}
