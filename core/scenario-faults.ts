import type * as z from 'zod';
import { nearestWord, suggestion } from './nearest-word.ts';

/** What is wrong with one place of a scenario, and what would do. */
export interface ScenarioFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The key itself is at fault, not its value. */
  readonly key?: string;
}

/** `conversations[3].source` */
export function pathText(path: readonly PropertyKey[]): string {
  const parts = path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`));
  return parts.join('');
} // prettier-ignore

/** Every fault of a failed parse in words. `schema` is what was parsed with: it knows the keys that are allowed. */
export function faultsOf(error: z.ZodError, schema: z.ZodType, value: unknown): ScenarioFault[] {
  return error.issues.flatMap((issue) => faultsOfIssue(issue, [], schema, value));
}

type Issue = z.core.$ZodIssue;

function faultsOfIssue(
  issue: Issue,
  above: readonly PropertyKey[],
  schema: z.ZodType,
  value: unknown,
): ScenarioFault[] {
  const path = [...above, ...issue.path];
  const fault = (message: string): ScenarioFault[] => [{ path, message }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const allowed = keysAt(schema, path);
        const nearest = nearestWord(key, allowed);
        const help = nearest === undefined ? `; known here: ${allowed.join(', ')}` : `; did you mean ${nearest}?`;
        return { path, message: `has no key "${key.slice(0, 60)}"${help}`, key };
      });
    case 'invalid_type':
      return fault(valueAt(value, path) === undefined ? `is missing: it must be ${kindOf(issue.expected)}` : `must be ${kindOf(issue.expected)}, not ${nameOf(valueAt(value, path))}`); // prettier-ignore
    case 'invalid_value': {
      if (!issue.message.startsWith('Invalid')) return fault(issue.message);
      const words = issue.values.map(String);
      return fault(`must be one of ${words.join(', ')}${suggestion(String(valueAt(value, path)), words)}`);
    }
    case 'too_small':
      return fault(issue.origin === 'array' ? 'must not be empty' : issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`); // prettier-ignore
    case 'too_big':
      return fault(issue.origin === 'array' ? `has too many entries: at most ${issue.maximum}` : issue.origin === 'string' ? `is too long: at most ${issue.maximum} characters` : `must be at most ${issue.maximum}`); // prettier-ignore
    case 'invalid_union':
      return unionFaults(issue, path, schema, value);
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.flatMap((inner) => faultsOfIssue(inner, path, schema, value));
    default:
      return fault(lowerFirst(issue.message));
  }
}

/** The branch that its author meant is the one that went wrong inside, not at the door. */
function unionFaults(issue: Extract<Issue, { code: 'invalid_union' }>, path: readonly PropertyKey[], schema: z.ZodType, value: unknown): ScenarioFault[] {
  if (issue.errors.length === 0) {
    const words = discriminatorsAt(schema, path);
    const got = valueAt(value, path);
    const what = got === undefined ? 'is missing: it must be' : 'must be';
    return [{ path, message: `${what} one of ${words.join(', ')}${got === undefined ? '' : suggestion(nameOf(got), words)}` }];
  }
  const meant = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'));
  if (meant !== undefined) return meant.flatMap((inner) => faultsOfIssue(inner, path, schema, value));
  if (issue.message !== 'Invalid input') return [{ path, message: issue.message }];
  const all = issue.errors.flat().flatMap((inner) => faultsOfIssue(inner, path, schema, value));
  return [{ path, message: [...new Set(all.map((one) => one.message))].join(', or ') }];
} // prettier-ignore

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

const kinds: Readonly<Record<string, string>> = {
  string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a mapping of keys to values', record: 'a mapping of keys to values',
}; // prettier-ignore

const kindOf = (expected: string) => kinds[expected] ?? expected;

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).slice(0, 60)
    : 'a mapping';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
}

interface Inner {
  readonly def?: { readonly innerType?: z.ZodType; readonly element?: z.ZodType; readonly options?: readonly z.ZodType[]; readonly in?: z.ZodType; readonly discriminator?: string };
  readonly shape?: Readonly<Record<string, z.ZodType>>;
} // prettier-ignore

/** The object and list schemas that a place of the document may be held against. */
function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[] {
  const inner = schema as Inner;
  if (inner.def?.innerType) return schemasAt(inner.def.innerType, path);
  if (inner.def?.in) return schemasAt(inner.def.in, path);
  if (path.length === 0) return [schema];
  if (inner.def?.options) return inner.def.options.flatMap((option) => schemasAt(option, path));
  const [first, ...rest] = path;
  const next = typeof first === 'number' ? inner.def?.element : inner.shape?.[String(first)];
  return next === undefined ? [] : schemasAt(next, rest);
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const found = schemasAt(schema, path).flatMap((one) => [one, ...((one as Inner).def?.options ?? [])]);
  return [...new Set(found.flatMap((one) => Object.keys((one as Inner).shape ?? {})))];
}

function discriminatorsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const key = String(path.at(-1));
  const shapes = schemasAt(schema, path.slice(0, -1)).flatMap((one) => (one as Inner).def?.options ?? []);
  return shapes.flatMap((one) => [...((one as Inner).shape?.[key] as { values?: Iterable<unknown> } | undefined)?.values ?? []].map(String)); // prettier-ignore
}
