import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { StartError } from '../start-error.ts';

export const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  Metadata: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof Resource>;

/** A CloudFormation template as `cdk synth` writes it. */
export const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() })).default({}),
});
export type Template = z.infer<typeof Template>;

/** Sections that change what is deployed in ways that nobody emulates. */
const refusedSections = ['Transform', 'Hooks'];

/** Takes the parsed template or the path of its file. */
export function readTemplate(source: string | object): Template {
  const value: unknown = typeof source === 'string' ? JSON.parse(textOf(source)) : source;
  const refused = refusedSections.filter((section) => Object.hasOwn(value as object, section));
  if (refused.length > 0) throw new StartError(`The template uses ${refused.join(', ')}, which is not emulated.`);
  const parsed = Template.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StartError(`The template is not one that cdk synth writes: ${z.prettifyError(parsed.error)}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new StartError(`There is no template at ${path}: run cdk synth first.`);
  }
}
