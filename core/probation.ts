/** A newcomer from the usual pipeline is watched for so long; only then does the learning rule apply to it. */
export const probationMs = 7 * 86_400_000;
