import * as z from 'zod';
import { textUpTo } from '../../core/fields.ts';
import { type Role, roleIn } from '../../core/role.ts';
import type { Caller } from './caller.ts';

/** Whose tokens count for what. */
export interface People {
  /** The claim that holds a person's groups. */
  readonly groupsClaim: string;
  readonly groupPrefix: string;
  /** This verified address is an admin, whatever its groups; empty: nobody is. */
  readonly firstAdmin: string;
}

const Claims = z.looseObject({
  sub: z.string().min(1).max(253),
  iss: z.string(),
  email: textUpTo(253).optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
});

/**
 * Who a token is for, out of what the gateway found to be true. The gateway gives a list as one text (`[a b]`), in which
 * the group `platform admin` could not be told from two groups; so groups are read from the token itself, which is the one
 * that the gateway has just verified: its claims must be the same.
 */
export function callerIn(header: string | undefined, verified: Readonly<Record<string, unknown>>, people: People): Caller {
  const claims = Claims.safeParse(payloadOf(header));
  if (!claims.success) return {};
  const { sub, iss, email, email_verified: isVerified } = claims.data;
  if (String(verified['sub']) !== sub || String(verified['iss']) !== iss) return {};
  const address = isVerified === true && email !== undefined ? email : undefined;
  const role = address !== undefined && isFirst(address, people) ? 'admin' : roleOf(claims.data[people.groupsClaim], people);
  return { actor: address ?? sub, ...(role === undefined ? {} : { role }) };
} // prettier-ignore

function isFirst(address: string, { firstAdmin }: People): boolean {
  return firstAdmin !== '' && address.toLowerCase() === firstAdmin.toLowerCase();
}

function roleOf(groups: unknown, { groupPrefix }: People): Role | undefined {
  const list = z.array(z.string()).safeParse(typeof groups === 'string' ? [groups] : groups);
  return list.success ? roleIn(list.data, groupPrefix) : undefined;
}

/** The claims of a token without looking at its signature. */
function payloadOf(header: string | undefined): unknown {
  const payload = /^bearer [\w-]+\.([\w-]+)\.[\w-]+$/i.exec(header ?? '')?.[1];
  if (payload === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
