/** Where a list goes on, in the spelling of kube-apiserver: the snapshot's version and the key after which it starts. */
export interface Continuation {
  readonly version: number;
  readonly start: string;
}

export function continuationText({ version, start }: Continuation): string {
  const token = { v: 'meta.k8s.io/v1', rv: version, start: `${start}\u0000` };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @returns undefined where the text is no token of ours. */
export function continuationOf(text: string): Continuation | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as { v?: unknown; rv?: unknown; start?: unknown };
    if (token.v !== 'meta.k8s.io/v1' || typeof token.rv !== 'number' || typeof token.start !== 'string') return undefined;
    return { version: token.rv, start: token.start.replace(/\u0000$/, '') };
  } catch {
    return undefined;
  }
} // prettier-ignore
