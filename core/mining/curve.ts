/** The field of secp256k1 (SEC 2, section 2.4.1): y² = x³ + 7. */
const field = 2n ** 256n - 2n ** 32n - 977n;

/**
 * Whether 64 bytes are the coordinates of a point on secp256k1, as the public key in an RLPx handshake is. Random
 * bytes are one in about 2^256 times, so a match cannot be chance.
 */
export function isCurvePoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 64) return false;
  const hex = Buffer.from(bytes).toString('hex');
  const x = BigInt(`0x${hex.slice(0, 64)}`);
  const y = BigInt(`0x${hex.slice(64)}`);
  return x > 0n && x < field && y > 0n && y < field && (y * y - x * x * x - 7n) % field === 0n;
}
