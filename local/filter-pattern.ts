import { StartError } from './start-error.ts';

/** Does this event (parsed JSON) match? */
export type Filter = (event: unknown) => boolean;

type Rule = (value: unknown) => boolean;

/**
 * The patterns of event source mappings, EventBridge and SNS policies on the message body. Built once; an operator that
 * is not known stops the start, because a filter that lets nothing or everything through would not be noticed.
 */
export function filterOf(pattern: unknown, where: string): Filter {
  if (pattern === null || typeof pattern !== 'object' || Array.isArray(pattern)) {
    throw new StartError(`${where} has a filter that is not an object.`);
  }
  const parts = Object.entries(pattern).map(([key, wanted]) => partOf(key, wanted, where));
  return (event) => parts.every((part) => part(event));
}

/** One attribute's list of alternatives. */
export function alternativesOf(rules: unknown, where: string): (value: unknown, present: boolean) => boolean {
  const alternatives = [rules].flat().map((rule) => ruleOf(rule, where));
  return (value, present) => alternatives.some(({ onAbsent, matches }) => (present ? matches(value) : onAbsent));
}

function partOf(key: string, wanted: unknown, where: string): Filter {
  if (key === '$or') {
    const alternatives = (wanted as unknown[]).map((one) => filterOf(one, where));
    return (event) => alternatives.some((one) => one(event));
  }
  if (key.startsWith('$')) throw new StartError(`${where} filters with ${key}, which is not emulated.`);
  if (Array.isArray(wanted)) {
    const test = alternativesOf(wanted, `${where}, field ${key}`);
    return (event) => {
      const value = fieldOf(event, key);
      // A list in the event matches when any of its elements does.
      return Array.isArray(value) ? value.some((one) => test(one, true)) : test(value, value !== undefined);
    };
  }
  const inner = filterOf(wanted, `${where}, field ${key}`);
  return (event) => inner(fieldOf(event, key));
}

function fieldOf(event: unknown, key: string): unknown {
  if (event === null || typeof event !== 'object' || !Object.hasOwn(event, key)) return undefined;
  return (event as Record<string, unknown>)[key];
}

function ruleOf(rule: unknown, where: string): Readonly<{ matches: Rule; onAbsent: boolean }> {
  if (rule === null || typeof rule !== 'object') return { matches: (value) => value === rule, onAbsent: false };
  const [[operator, argument] = ['', undefined], ...more] = Object.entries(rule);
  if (more.length > 0) throw new StartError(`${where}: a filter rule has one operator, not ${more.length + 1}.`);
  if (operator === 'exists') return { matches: () => argument === true, onAbsent: argument === false };
  return { matches: operatorOf(operator, argument, where), onAbsent: false };
}

/** Holds for text alone. */
const text =
  (test: (value: string) => boolean): Rule =>
  (value) =>
    typeof value === 'string' && test(value);

function operatorOf(operator: string, argument: unknown, where: string): Rule {
  switch (operator) {
    case 'prefix':
      if (typeof argument === 'string') return text((value) => value.startsWith(argument));
      break;
    case 'suffix':
      if (typeof argument === 'string') return text((value) => value.endsWith(argument));
      break;
    case 'equals-ignore-case':
      return text((value) => value.toLowerCase() === String(argument).toLowerCase());
    case 'anything-but':
      return anythingBut(argument, where);
    case 'numeric':
      return numeric(argument as unknown[], where);
    default:
  }
  throw new StartError(`${where} filters with ${operator} ${JSON.stringify(argument)}, which is not emulated.`);
}

function anythingBut(argument: unknown, where: string): Rule {
  const excluded = [argument].flat().map((one) => ruleOf(one, where).matches);
  return (value) => value !== undefined && !excluded.some((matches) => matches(value));
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `[">", 0, "<=", 5]` */
function numeric(argument: readonly unknown[], where: string): Rule {
  const bounds: Rule[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const compare = comparisons[String(argument[index])];
    const bound = argument[index + 1];
    if (compare === undefined || typeof bound !== 'number') {
      throw new StartError(`${where} filters with numeric ${JSON.stringify(argument)}, which is not emulated.`);
    }
    bounds.push((value) => typeof value === 'number' && compare(value, bound));
  }
  return (value) => bounds.every((within) => within(value));
}
