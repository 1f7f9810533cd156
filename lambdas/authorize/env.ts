import * as z from 'zod';

export const AuthorizeEnv = z.object({
  /** Holds the compiled index of tokens under `authorizeIndexKey`. */
  BUCKET_NAME: z.string().min(1),
  /** Tokens are made for `plumbline:<installation>:<cluster>`. */
  INSTALLATION: z.string().min(1),
});
export type AuthorizeEnv = z.infer<typeof AuthorizeEnv>;
