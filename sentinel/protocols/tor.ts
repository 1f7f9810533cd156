import type { ClientHello } from './client-hello.ts';

/**
 * Tor says nothing in the clear. Its links give themselves away by shape only: the client names a host made of random
 * base32 that nobody looks up (tor: src/lib/tls/tortls_openssl.c, crypto_random_hostname "www." ".com", 4 to 25
 * characters), and relays that speak TLS 1.2 or older show a certificate whose issuer is such a name under .com and
 * whose subject is one under .net. Bridges with obfuscation show neither.
 */
const RANDOM_HOST = /^www\.([a-z2-7]{4,25})\.(com|net)$/;

/** Letters and digits take turns at random in base32; in names that people choose, digits stand together at an end. */
function turns(label: string): number {
  let count = 0;
  for (let at = 1; at < label.length; at += 1) {
    const digit = (index: number) => label.charCodeAt(index) < 58;
    if (digit(at) !== digit(at - 1)) count += 1;
  }
  return count;
}

export function looksLikeTorHello(serverName: string, hello: ClientHello): boolean {
  const label = RANDOM_HOST.exec(serverName)?.[1];
  return label !== undefined && hello.alpn.length === 0 && !hello.ech && turns(label) >= 2;
}

export function looksLikeTorCertificate(names: { readonly issuer: string; readonly subject: string }): boolean {
  const issuer = RANDOM_HOST.exec(names.issuer);
  const subject = RANDOM_HOST.exec(names.subject);
  return (
    issuer?.[2] === 'com' && subject?.[2] === 'net' && issuer[1] !== subject[1] && turns(issuer[1]! + subject[1]!) >= 2
  );
}

/** DER of id-at-commonName, 2.5.4.3. */
const COMMON_NAME = Buffer.from([0x06, 0x03, 0x55, 0x04, 0x03]);

/**
 * The common names of issuer and subject of the first certificate of a Certificate message up to TLS 1.2, found by
 * their object id: enough for a shape, far less than a parser of X.509.
 * @returns undefined unless there are exactly two
 */
export function certificateNames(body: Buffer): { readonly issuer: string; readonly subject: string } | undefined {
  if (body.length < 6) return undefined;
  const certificate = body.subarray(6, 6 + body.readUIntBE(3, 3));
  const names: string[] = [];
  for (let at = certificate.indexOf(COMMON_NAME); at !== -1 && names.length < 3; at = certificate.indexOf(COMMON_NAME, at + 5)) {
    const length = certificate[at + 6] ?? 0;
    names.push(certificate.toString('latin1', at + 7, at + 7 + length));
  } // prettier-ignore
  const [issuer, subject] = names;
  return names.length === 2 && issuer !== undefined && subject !== undefined ? { issuer, subject } : undefined;
}
