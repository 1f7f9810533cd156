import * as z from 'zod';

export const AuditEnv = z.object({ TABLE_NAME: z.string().min(1) });
export type AuditEnv = z.infer<typeof AuditEnv>;
