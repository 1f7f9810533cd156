import * as z from 'zod';

/** A moment in RFC 3339, in UTC: what every record of ours says when with. One schema for all, for each costs a cold start. */
export const Instant = z.iso.datetime();
