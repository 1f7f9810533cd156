import * as z from 'zod';

export const ApiEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The compiled index of tokens is published here. */
  BUCKET_NAME: z.string().min(1),
  /** Prefix of the SecureStrings that hold clusters' Kubernetes tokens, e.g. `/plumbline/main/clusters`. */
  CLUSTER_PARAMETERS: z.string().startsWith('/'),
  /** The product's version, as package.json has it. */
  PLUMBLINE_VERSION: z.string().min(1),
});
export type ApiEnv = z.infer<typeof ApiEnv>;
