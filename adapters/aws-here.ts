/** AWS itself is this machine: then others that are told or asked may be as well. In an account never. */
export function isAwsHere(): boolean {
  return (process.env['AWS_ENDPOINT_URL'] ?? '').startsWith('http://127.0.0.1:');
}
