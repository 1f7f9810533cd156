import * as z from 'zod';
import type { Clock } from '../../core/ports/runtime.ts';
import { askJson } from '../aws-json.ts';
import { type AwsCaller, Refused } from '../aws-request.ts';

export interface Secrets {
  /** The value, or undefined where there is none of this name; anything else that goes wrong is an exception. */
  get(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
}

// Long enough to spare SSM's 40 requests a second, short enough that a new value is soon in use.
const keptMs = 60_000;

/** SecureStrings of the Parameter Store. Values are kept for a minute; that there is none is not kept. */
export function ssmSecrets(now: Clock, caller?: AwsCaller): Secrets {
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  return {
    async get(name) {
      const known = kept.get(name);
      if (known !== undefined && now() < known.until) return known.value;
      const value = await read(name, caller);
      if (value === undefined) kept.delete(name);
      else kept.set(name, { value, until: now() + keptMs });
      return value;
    },
    async put(name, value) {
      await ask('PutParameter', { Name: name, Value: value, Type: 'SecureString', Overwrite: true }, caller);
      kept.delete(name);
    },
  };
}

async function read(name: string, caller: AwsCaller | undefined): Promise<string | undefined> {
  try {
    return Parameter.parse(await ask('GetParameter', { Name: name, WithDecryption: true }, caller)).Parameter.Value;
  } catch (error) {
    if (error instanceof Refused && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

const Parameter = z.object({ Parameter: z.object({ Value: z.string() }) });

/** The client of the SDK knows 150 operations, 76 KB in every bundle, for these two. */
function ask(operation: 'GetParameter' | 'PutParameter', input: Readonly<Record<string, unknown>>, caller: AwsCaller | undefined): Promise<unknown> {
  return askJson('ssm', `AmazonSSM.${operation}`, input, caller);
} // prettier-ignore
