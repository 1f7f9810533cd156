import * as z from 'zod';

export const ApiEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The compiled index of tokens is published here. */
  BUCKET_NAME: z.string().min(1),
  /** Prefix of the SecureStrings that hold clusters' Kubernetes tokens, e.g. `/plumbline/main/clusters`. */
  CLUSTER_PARAMETERS: z.string().startsWith('/'),
  /** Tells installations of one account apart. */
  INSTALLATION: z.string().min(1),
  /** Who signs people's tokens. */
  ISSUER: z.url(),
  CLIENT_ID: z.string().min(1),
  /** Base of Cognito's sign-in pages; empty where the issuer is asked for its endpoints. */
  SIGN_IN_URL: z.union([z.url(), z.literal('')]),
  /** The claim that holds a person's groups, and what the names of ours begin with. */
  GROUPS_CLAIM: z.string().min(1),
  GROUP_PREFIX: z.string(),
  /** This address is an admin, whatever its groups; empty where there is no such. */
  FIRST_ADMIN: z.string(),
  /** ARNs of the roles that ask clusters, with commas between. */
  KUBERNETES_ROLES: z.string().min(1),
  /** Where audit logs of EKS clusters are sent. */
  AUDIT_FUNCTION: z.string().startsWith('arn:'),
  /** Told to the CLI, which writes there with its user's own rights: the API has none there. */
  TOPIC_ARN: z.string().startsWith('arn:'),
  SLACK_PARAMETER: z.string().startsWith('/'),
  WEBHOOK_PARAMETER: z.string().startsWith('/'),
  /** 'true': clusters may be on this very machine. */
  LOOPBACK_CLUSTERS: z.enum(['true', 'false']),
  /** The product's version, as package.json has it. */
  PLUMBLINE_VERSION: z.string().min(1),
});
export type ApiEnv = z.infer<typeof ApiEnv>;
