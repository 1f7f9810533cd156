import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';

// Every regular expression of the code that runs in AWS and on nodes, against texts made to keep it busy. Whoever writes a
// name, a path or a list decides what it is held against.

const root = path.resolve(import.meta.dirname, '../..');
const longest = 64 * 1024;
/** Milliseconds of processor time; a text of that length is looked through once in a tenth of one. */
const patience = 10;

/** Slow on long texts, and held against short ones alone: by whom that is seen to. */
const shortOnly: Readonly<Record<string, string>> = {
  '/T.*(?:Z|[+-]\\d{2}:?\\d{2})$/i': 'core/feeds/json.ts: a time of more than 40 characters is none',
  '/\\0+$/': 'core/mining/opening.ts: the twelve bytes of a command',
  '/-+$/': 'core/network-policy.ts: cut to 40 characters before',
  '/\\/+$/': "sentinel/delivery/route.ts: the address that the node's own command line gives",
  '/^[0-9a-f:]+(?:[0-9.]*)$/i': 'core/path-segments.ts: a segment of 1,024 characters at most',
};

interface Literal {
  readonly pattern: string;
  readonly flags: string;
  readonly file: string;
}

function literalsIn(folder: string): Literal[] {
  const files = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.ts')); // prettier-ignore
  return files.flatMap(({ parentPath, name }) => {
    const file = path.join(parentPath, name);
    const found: Literal[] = [];
    const look = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const { type, pattern, flags } = node as { type?: unknown; pattern?: string; flags?: string };
      if (type === 'RegExpLiteral') found.push({ pattern: pattern ?? '', flags: flags ?? '', file: path.relative(root, file) });
      for (const one of Object.values(node)) look(one);
    };
    look(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', target: 'es2023' }));
    return found;
  });
} // prettier-ignore

const literals = new Map(['core', 'adapters', 'lambdas', 'sentinel'].flatMap(literalsIn).map((one) => [`/${one.pattern}/${one.flags}`, one])); // prettier-ignore

const pieces = ['a', '0', 'A', '.', '-', '_', ' ', '\t', '\n', '/', '%', '%41', 'a.', 'a-', '1.1.', ':', '=', 'a=', '<', '"', '\\', '\0', 'xn--', 'http://', '@', '*', '*.', '١', '{', '$', '+', 'a ', '\r\n', '0x', 'a/', '-a', 'a:', 'T']; // prettier-ignore
const texts = pieces.flatMap((piece) => {
  const many = piece.repeat(Math.ceil(longest / piece.length)).slice(0, longest);
  return ['!', '\u0001', ''].flatMap((end) => [`${many}${end}`, `http://a/${many}${end}`]);
});

const spent = (work: () => void): number => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
};

test('none takes more than ten milliseconds for 64 KiB, whoever wrote them', () => {
  expect(literals.size).toBeGreaterThan(150);
  const slow: string[] = [];
  for (const [text, { pattern, flags, file }] of literals) {
    if (Object.hasOwn(shortOnly, text)) continue;
    const expression = new RegExp(pattern, flags.replaceAll(/[gy]/g, ''));
    const busy = (input: string) => spent(() => void expression.test(input));
    // Garbage may be collected meanwhile: the best of three counts.
    const kept = texts.find((input) => busy(input) > patience && Math.min(busy(input), busy(input), busy(input)) > patience); // prettier-ignore
    if (kept !== undefined) slow.push(`${file}: ${text} on ${JSON.stringify(kept.slice(0, 20))}`);
  }
  expect(slow).toEqual([]);
});

test('those that are slow are still there, and slow', () => {
  expect(Object.keys(shortOnly).filter((text) => !literals.has(text))).toEqual([]);
});
