import { GetParameterCommand, ParameterNotFound, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Clock } from '../../core/ports.ts';

export interface Secrets {
  /** The value, or undefined where there is none of this name; anything else that goes wrong is an exception. */
  get(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
}

// Long enough to spare SSM's 40 requests a second, short enough that a new value is soon in use.
const keptMs = 60_000;

/** SecureStrings of the Parameter Store. Values are kept for a minute; that there is none is not kept. */
export function ssmSecrets(client: SSMClient, now: Clock): Secrets {
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  return {
    async get(name) {
      const known = kept.get(name);
      if (known !== undefined && now() < known.until) return known.value;
      const value = await read(name);
      if (value === undefined) kept.delete(name);
      else kept.set(name, { value, until: now() + keptMs });
      return value;
    },
    async put(name, value) {
      await client.send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }));
      kept.delete(name);
    },
  };

  async function read(name: string): Promise<string | undefined> {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
      return Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }
}
