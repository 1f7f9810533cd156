/** What a TLS client says in the clear before anything is encrypted. */
export interface ClientHello {
  /** As sent, not yet checked to be a host name. */
  readonly serverName: string | undefined;
  readonly alpn: readonly string[];
  /** An encrypted inner hello is there, or a client pretends so (GREASE): nobody on the way can tell. */
  readonly ech: boolean;
  readonly offersTls13: boolean;
}

const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;
const ECH = 0xfe0d;

/**
 * @param body of the handshake message (RFC 8446, 4.1.2), from legacy_version on; may be cut: what came before the cut counts
 * @returns undefined where the bytes do not fit
 */
export function parseClientHello(body: Buffer): ClientHello | undefined {
  if (body.length < 38 || body[0] !== 3) return undefined;
  let at = 34;
  at += 1 + body[at]!;
  if (at + 2 > body.length) return undefined;
  at += 2 + body.readUInt16BE(at);
  if (at + 1 > body.length) return undefined;
  at += 1 + body[at]!;
  let serverName: string | undefined;
  let alpn: readonly string[] = [];
  let ech = false;
  let offersTls13 = false;
  for (at += 2; at + 4 <= body.length;) {
    const type = body.readUInt16BE(at);
    const length = body.readUInt16BE(at + 2);
    const data = body.subarray(at + 4, at + 4 + length);
    if (type === SERVER_NAME && data.length === length) serverName ??= hostNameIn(data);
    else if (type === ALPN && data.length === length) alpn = protocolsIn(data);
    else if (type === ECH) ech = true;
    else if (type === SUPPORTED_VERSIONS) offersTls13 = data.includes(Buffer.from([3, 4]));
    at += 4 + length;
  }
  return { serverName, alpn, ech, offersTls13 };
}

/** RFC 6066, 3: a list of names of which only type 0, host_name, exists. */
function hostNameIn(data: Buffer): string | undefined {
  for (let at = 2; at + 3 <= data.length;) {
    const length = data.readUInt16BE(at + 1);
    if (data[at] === 0 && at + 3 + length <= data.length) return data.toString('latin1', at + 3, at + 3 + length);
    at += 3 + length;
  }
  return undefined;
}

function protocolsIn(data: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 2; at < data.length && names.length < 16;) {
    const length = data[at]!;
    names.push(data.toString('latin1', at + 1, Math.min(data.length, at + 1 + length)));
    at += 1 + length;
  }
  return names;
}
