import { StartError } from '../start-error.ts';
import { matchesGlob } from './glob.ts';

/** What a request carries for conditions; a key that it has not is absent. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Condition = (context: RequestContext) => boolean;

const knownKeys = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'dynamodb:LeadingKeys',
  'sns:Protocol',
];

type Operator = (wanted: string, got: string) => boolean;

const equalText: Operator = (wanted, got) => wanted === got;
const like: Operator = (wanted, got) => matchesGlob(wanted, got);
const operators: Readonly<Record<string, Operator>> = {
  ArnEquals: like,
  ArnLike: like,
  Bool: (wanted, got) => wanted.toLowerCase() === got.toLowerCase(),
  StringEquals: equalText,
  StringEqualsIgnoreCase: (wanted, got) => wanted.toLowerCase() === got.toLowerCase(),
  StringLike: like,
};
const negated: Readonly<Record<string, Operator>> = {
  ArnNotEquals: like,
  ArnNotLike: like,
  StringNotEquals: equalText,
  StringNotLike: like,
};

/** Understands a statement's Condition block, or throws: a condition that nobody evaluates would be a hole. */
export function conditionOf(block: unknown, where: string): Condition {
  if (block === undefined) return () => true;
  const tests = Object.entries(block as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => testOf(operator, key, [values].flat().map(String), where)),
  );
  return (context) => tests.every((test) => test(context));
}

function testOf(operator: string, key: string, wanted: readonly string[], where: string): Condition {
  const known = knownKeys.find((one) => one.toLowerCase() === key.toLowerCase());
  if (known === undefined) throw new StartError(`${where} has a condition on ${key}, which is not emulated.`);
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  const positive = operators[name];
  const matches = positive ?? negated[name];
  if (matches === undefined) throw new StartError(`${where} has a condition with ${operator}, which is not emulated.`);
  const holdsFor = (got: string) => wanted.some((one) => matches(one, got)) === (positive !== undefined);
  return (context) => {
    const got = context[known];
    if (got === undefined) return ifExists !== undefined || quantifier === 'ForAllValues' || positive === undefined;
    const values = [got].flat();
    return quantifier === 'ForAllValues' ? values.every(holdsFor) : values.some(holdsFor);
  };
}
