/** IANA's registry of ALPN ids, and those that meshes use among themselves. Any other word is the client's own and stays here. */
const KNOWN = new Set([
  'http/0.9', 'http/1.0', 'http/1.1', 'spdy/1', 'spdy/2', 'spdy/3', 'spdy/3.1', 'stun.turn', 'stun.nat-discovery', 'h2', 'h2c',
  'webrtc', 'c-webrtc', 'ftp', 'imap', 'pop3', 'managesieve', 'coap', 'co', 'xmpp-client', 'xmpp-server', 'acme-tls/1', 'mqtt',
  'dot', 'ntske/1', 'sunrpc', 'h3', 'smb', 'irc', 'nntp', 'nnsp', 'doq', 'sip/2', 'tds/8.0', 'dicom', 'postgresql', 'radius/1.0',
  'radius/1.1', 'grpc-exp', 'istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2', 'http/1.1.1',
]); // prettier-ignore

const LONGEST = 64;

/** The offered protocols as one word, `h2,http/1.1`; ids that nobody registered are told as `other`. */
export function alpnText(offered: readonly string[]): string | undefined {
  let text = '';
  // GREASE (RFC 8701) offers random ids on purpose; they say nothing.
  for (const word of new Set(offered.filter((id) => !isGrease(id)).map((id) => (KNOWN.has(id) ? id : 'other')))) {
    const longer = text === '' ? word : `${text},${word}`;
    if (longer.length <= LONGEST) text = longer;
  }
  return text === '' ? undefined : text;
}

function isGrease(id: string): boolean {
  return id.length === 2 && id[0] === id[1] && (id.charCodeAt(0) & 0x0f) === 0x0a;
}
