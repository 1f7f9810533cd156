import * as z from 'zod';

/** What a person may do: look; also decide about findings and modes; also let clusters and people in. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

const ranks: Readonly<Record<Role, number>> = { viewer: 1, operator: 2, admin: 3 };

/** Nobody's role (undefined) is below each. */
export function mayActAs(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ranks[role] >= ranks[needed];
}

/** The highest role that one of the groups stands for: `<prefix>viewer`, `<prefix>operator`, `<prefix>admin`, in this spelling. */
export function roleIn(groups: readonly string[], prefix = ''): Role | undefined {
  return (['admin', 'operator', 'viewer'] as const).find((role) => groups.includes(`${prefix}${role}`));
}
