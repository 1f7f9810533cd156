import type { Role } from '../../core/role.ts';

/** Who asks, as the gateway found out. Without an actor nothing is answered, without a role next to nothing. */
export interface Caller {
  /** What a change is put down to: e-mail address where the issuer verified it, else the subject. */
  readonly actor?: string | undefined;
  readonly role?: Role | undefined;
}
