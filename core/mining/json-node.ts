/**
 * A JSON message reduced to what the recogniser may look at: fields with known names, the first items of lists, the
 * beginnings of strings. It is built while bytes arrive, so that the size of a message costs no memory.
 */
export type JsonNode = JsonText | JsonList | JsonRecord | number | boolean | null;

export interface JsonText {
  readonly kind: 'text';
  /** Its beginning, as long as the place where it stands needs. Beyond ASCII the characters are not faithful. */
  readonly text: string;
  readonly length: number;
  /** How many hexadecimal digits it consists of, after an optional `0x`; 0 when anything else stands in it. */
  readonly hexDigits: number;
}

export interface JsonList {
  readonly kind: 'list';
  readonly items: JsonNode[];
  length: number;
}

export interface JsonRecord {
  readonly kind: 'record';
  /** Names are lower case: some pools read them so, and a miner could hide behind `METHOD`. */
  readonly fields: Map<string, JsonNode>;
  /** How many fields it has, those with unknown names among them. */
  size: number;
}

/**
 * Bounds of one message: characters of a text that is read (a wallet's shape, a host), of one that is only compared, and
 * of a name; items of a list; levels of nesting; and a cost below the parameters (48 a node and 1 a character).
 */
export const jsonBounds = {
  longText: 100,
  shortText: 32,
  keyLength: 32,
  items: 16,
  levels: 3,
  nestedCost: 1536,
} as const;

export function isText(node: JsonNode | undefined): node is JsonText {
  return typeof node === 'object' && node?.kind === 'text';
}

export function isList(node: JsonNode | undefined): node is JsonList {
  return typeof node === 'object' && node?.kind === 'list';
}

export function isRecord(node: JsonNode | undefined): node is JsonRecord {
  return typeof node === 'object' && node?.kind === 'record';
}

/** Nothing there, or null: the two ways to leave something out. */
export function isAbsent(node: JsonNode | undefined): node is null | undefined {
  return node === undefined || node === null;
}

/** The text of a string node, or undefined for anything else. */
export function textOf(node: JsonNode | undefined): string | undefined {
  return isText(node) ? node.text : undefined;
}

/** A string of at least `digits` hexadecimal digits and nothing else, with or without `0x`. */
export function isHex(node: JsonNode | undefined, digits: number): boolean {
  return isText(node) && node.hexDigits >= digits;
}

/** The field of a record, or undefined when the node is no record or has no such field. */
export function fieldOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return isRecord(node) ? node.fields.get(name) : undefined;
}
