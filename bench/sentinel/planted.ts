const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.c2VjcmV0LXRva2VuLW9mLXRoZS1zZW50aW5lbA.c2lnbmF0dXJl';

/** A secret for each field of somebody's own, and where they turn up again. */
export class Planted {
  readonly #secrets = new Map<string, string>();
  readonly #chance: () => number;

  constructor(chance: () => number) {
    this.#chance = chance;
  }

  get size(): number {
    return this.#secrets.size;
  }

  readonly plant = (field: string): string => {
    const known = this.#secrets.get(field);
    if (known !== undefined) return known;
    // 24 characters, as API keys and tokens have them; letters and digits at both ends so that no trimming hides one.
    const secret = Array.from({ length: 24 }, (_, at) => (at === 3 ? '7' : ALPHABET[Math.floor(this.#chance() * ALPHABET.length)]!)).join(''); // prettier-ignore
    this.#secrets.set(field, secret);
    return secret;
  };

  /** The fields whose secret, or the token, stands somewhere in what got out. */
  foundIn(everything: string): string[] {
    return [...this.#secrets, ['token', TOKEN] as const].filter(([, secret]) => spellings(secret).some((spelling) => everything.includes(spelling))).map(([field]) => field); // prettier-ignore
  }
}

/** Ways in which a secret could get out unnoticed. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, secret.toLowerCase(), secret.toUpperCase(), bytes.toString('hex'), Array.from(secret).toReversed().join(''), ...base64, secret.slice(0, 12), secret.slice(-12)]; // prettier-ignore
}
