import type { Findings } from '../conversation/findings.ts';

/** Of a body so much is searched; what a logger would print of a longer one is no less visible at its start. */
const BODY_BYTES = 16_384;
/** Nested lookups resolved per text; a hostile text has more, an attack needs fewer. */
const MOST_LOOKUPS = 256;
const LONGEST_TEXT = 65_536;

/**
 * Looks for a Log4j lookup of JNDI (CVE-2021-44228) in what a client sends, through percent-encoding and through the
 * nested lookups that hide it: `${${lower:j}ndi:…}`, `${${::-j}${::-n}di:…}`. Only the fact is told.
 */
export class JndiWatch {
  readonly #findings: Findings;
  #body: Buffer[] = [];
  #size = 0;
  #searchAt = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** A message ends, another may begin. */
  message(): void {
    if (this.#body.length > 0 && this.#size < BODY_BYTES) this.#search();
    this.#body = [];
    this.#size = 0;
    this.#searchAt = 0;
  }

  text(text: string): void {
    if (holdsJndi(text)) this.#found();
  }

  /** Pieces of a body are searched together, for the string may span them; each time it has doubled, so that many small ones cost no more than one. */
  body(piece: Buffer): void {
    if (this.#size >= BODY_BYTES) return;
    const kept = Buffer.from(piece.subarray(0, BODY_BYTES - this.#size));
    this.#body.push(kept);
    this.#size += kept.length;
    if (this.#size >= this.#searchAt || this.#size >= BODY_BYTES) this.#search();
  }

  #search(): void {
    this.#searchAt = this.#size * 2;
    this.#body = [Buffer.concat(this.#body)];
    if (holdsJndi(this.#body[0]!.toString('latin1'))) this.#found();
  }

  #found(): void {
    this.#body = [];
    this.#size = BODY_BYTES;
    this.#findings.operation({ app: 'jndi' });
    this.#findings.because('jndi: a lookup string of Log4j (CVE-2021-44228) was sent');
  }
}

/** Linear in the length of the text. */
export function holdsJndi(text: string): boolean {
  const bounded = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  const plain = bounded.includes('%') ? percentDecoded(bounded) : bounded;
  if (!plain.includes('${')) return false;
  return /\$\{jndi:/i.test(plain) || /\$\{jndi:/i.test(resolved(plain));
}

/** Encoded twice is what gets past some proxies. */
function percentDecoded(text: string): string {
  const once = text.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return once.includes('%24') ? once.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : once; // prettier-ignore
}

/** The text with each inner lookup replaced by what it stands for; outer ones stay, so that `${jndi:` shows. */
function resolved(text: string): string {
  const open: string[] = [''];
  let lookups = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '$' && text[at + 1] === '{' && lookups < MOST_LOOKUPS) {
      open.push('');
      lookups += 1;
      at += 1;
    } else if (text[at] === '}' && open.length > 1) {
      const inner = open.pop()!;
      append(open, valueOf(inner, open.length > 1));
    } else {
      append(open, text[at]!);
    }
  }
  return open.map((part, depth) => (depth === 0 ? part : `\${${part}`)).join('');
}

const append = (parts: string[], text: string): void => void (parts[parts.length - 1] = parts.at(-1)! + text);

/** `lower:J`, `upper:j`, `env:NOTHING:-j`, `::-j`, `date:'j'`. */
function valueOf(inner: string, nested: boolean): string {
  if (!nested) return `\${${inner}}`;
  const fallback = inner.lastIndexOf(':-');
  if (fallback !== -1) return inner.slice(fallback + 2);
  const value = inner.slice(inner.indexOf(':') + 1);
  return value.replaceAll("'", '');
}
