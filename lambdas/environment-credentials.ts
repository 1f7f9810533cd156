/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles (scripts/build.mjs). Lambda hands a function the
 * credentials of its role in the environment, so the other nine places where the SDK would look are 130 KB for nothing.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env; // prettier-ignore
  if (!accessKeyId || !secretAccessKey) throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};
