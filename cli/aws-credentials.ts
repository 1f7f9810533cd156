import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Credentials } from './api-client.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';

const supported = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), or a profile with keys in ~/.aws/credentials. For SSO, roles and processes: eval "$(aws configure export-credentials --format env)"'; // prettier-ignore

/** Credentials from the environment, else from a profile of the shared credentials file. Nothing else is read. */
export function awsCredentials(env: Io['env']): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env; // prettier-ignore
  if (accessKeyId && secretAccessKey && !env['AWS_PROFILE']) {
    return { accessKeyId, secretAccessKey, sessionToken, from: 'in AWS_ACCESS_KEY_ID' };
  }
  const file = env['AWS_SHARED_CREDENTIALS_FILE'] ?? path.join(env['HOME'] ?? homedir(), '.aws', 'credentials');
  const profile = env['AWS_PROFILE'] ?? 'default';
  const found = existsSync(file) ? profilesIn(readFileSync(file, 'utf8')).get(profile) : undefined;
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token } = found ?? {};
  if (id && secret) {
    return { accessKeyId: id, secretAccessKey: secret, sessionToken: token, from: `of the profile ${profile}` };
  }
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, sessionToken, from: 'in AWS_ACCESS_KEY_ID' };
  throw new Failure(`There are no AWS credentials to sign with: the environment has none, and ${file} has no keys for the profile ${profile}.`, supported); // prettier-ignore
}

/** `[name]` sections with `key = value` lines; anything else is passed over. */
function profilesIn(text: string): Map<string, Record<string, string>> {
  const profiles = new Map<string, Record<string, string>>();
  let current: Record<string, string> = {};
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('[') && line.endsWith(']')) {
      current = {};
      profiles.set(line.slice(1, -1).trim(), current);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals > 0 && !line.startsWith('#') && !line.startsWith(';')) {
      current[line.slice(0, equals).trim().toLowerCase()] = line.slice(equals + 1).trim();
    }
  }
  return profiles;
}
