import { isRecord, isText, jsonBounds, type JsonList, type JsonNode, type JsonRecord } from './json-node.ts';

/** Fields whose text is looked into. */
const longFields: ReadonlySet<string> = new Set(['login', 'host']);

/**
 * The part of one message that is kept while it is read. Level 0 is the message, level 1 its fields, level 2 the
 * items of `params`; a batch (a list of messages) lies around all that and keeps nothing.
 */
export class JsonTree {
  readonly #known: ReadonlySet<string>;
  readonly #stack: (JsonList | JsonRecord)[] = [];
  #batch = false;
  #field: string | undefined;
  #spent = 0;

  constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  get depth(): number {
    return this.#stack.length;
  }

  get inRecord(): boolean {
    return isRecord(this.#stack.at(-1));
  }

  /** The message under way, even unfinished. */
  get message(): JsonRecord | undefined {
    const message = this.#stack[this.#batch ? 1 : 0];
    return isRecord(message) ? message : undefined;
  }

  /** The name of the value that comes next; a name that nobody looks for makes that value unwanted. */
  name(text: string): void {
    const name = text.toLowerCase();
    this.#field = this.#known.has(name) ? name : undefined;
    const parent = this.#stack.at(-1);
    if (isRecord(parent)) parent.size += 1;
  }

  /** Whether the value that comes next is worth keeping. */
  get wanted(): boolean {
    const level = this.#level;
    const parent = this.#stack.at(-1);
    if (level === 0 || parent === undefined || (level > 2 && this.#spent > jsonBounds.nestedCost)) return false;
    return isRecord(parent) ? this.#field !== undefined : parent.items.length < jsonBounds.items;
  }

  /** How much of a text is kept at the place that comes next: little where its kind and length say enough. */
  get textLength(): number {
    const long = this.inRecord ? this.#field !== undefined && longFields.has(this.#field) : this.#level === 2;
    return long ? jsonBounds.longText : jsonBounds.shortText;
  }

  add(node: JsonNode): void {
    const parent = this.#stack.at(-1);
    const wanted = this.wanted;
    if (parent !== undefined && !isRecord(parent)) parent.length += 1;
    if (!wanted || parent === undefined) return;
    if (this.#level > 2) this.#spent += 48 + (isText(node) ? node.text.length : 0);
    if (!isRecord(parent)) parent.items.push(node);
    else if (this.#field !== undefined) {
      // Readers differ on which of two equal names counts: the first and the last method are both kept.
      const repeated = this.#field === 'method' && this.#level === 1 && parent.fields.has('method');
      parent.fields.set(repeated ? 'method+' : this.#field, node);
    }
  }

  /** A value that is passed over still has its place in a list. */
  pass(): void {
    const parent = this.#stack.at(-1);
    if (parent !== undefined && !isRecord(parent)) parent.length += 1;
  }

  /** Opens an object or a list; false: it is unwanted, and its inside must be passed over. */
  open(record: boolean): boolean {
    const node: JsonList | JsonRecord = record
      ? { kind: 'record', fields: new Map(), size: 0 }
      : { kind: 'list', items: [], length: 0 };
    const level = this.#level;
    if (this.#stack.length === 0) this.#batch = !record;
    else if (level === 0 ? !record : !this.wanted || level > jsonBounds.levels) {
      this.pass();
      return false;
    } else if (level === 1 && this.#field === 'error') {
      // That there is an error is all that counts.
      this.add(true);
      return false;
    } else if (level > 0) {
      if (level === 1) this.#spent = 0;
      this.add(node);
    }
    this.#stack.push(node);
    return true;
  }

  /** Closes what was opened last, and returns the message when that was one. */
  close(): JsonRecord | undefined {
    const node = this.#stack.pop();
    return this.#stack.length === (this.#batch ? 1 : 0) && isRecord(node) ? node : undefined;
  }

  clear(): void {
    this.#stack.length = 0;
    this.#batch = false;
  }

  get #level(): number {
    return this.#stack.length - (this.#batch ? 1 : 0);
  }
}
