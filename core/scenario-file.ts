import { isMap, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { Scenario } from './scenario.ts';
import { referenceFaults } from './scenario-references.ts';
import { faultsOf, pathText, type ScenarioFault } from './scenario-faults.ts';

/** A fault with its place in the file; lines and columns count from one. */
export interface PlacedFault {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

const shown = 20;

/** A scenario file that cannot be played. `faults` are in the order of the file; the message names at most twenty. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly faults: readonly PlacedFault[];

  constructor(file: string, faults: readonly PlacedFault[]) {
    const lines = faults.slice(0, shown).map(({ line, column, path, message }) => `${file}:${line}:${column}: ${path === '' ? '' : `${path} `}${message}`); // prettier-ignore
    const more = faults.length > shown ? [`… and ${faults.length - shown} more`] : [];
    super([...lines, ...more].join('\n'));
    this.faults = faults;
  }
}

/** Bytes of a scenario file. A week of a large cluster has less. */
export const scenarioFileLimit = 8 * 1024 * 1024;

/**
 * Reads a scenario from YAML (JSON is YAML too).
 * @param file the name that errors show.
 * @throws ScenarioError with every fault, each with line, column, path, what is wrong and what would do.
 */
export function scenarioFrom(text: string, file: string): Scenario {
  if (text.length > scenarioFileLimit) {
    throw new ScenarioError(file, [{ line: 1, column: 1, path: '', message: `has ${text.length} characters; at most ${scenarioFileLimit} are read` }]); // prettier-ignore
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, strict: true });
  // One slip makes the parser stumble to the end of the file: what it says after the first is noise.
  const syntax = document.errors.slice(0, 1).map(({ pos, message }) => {
    const { line, col } = lineCounter.linePos(pos[0]);
    const what =
      saidOf(message)
        .split('\n')[0]
        ?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
    const help = /flow|block|scalar|plain/i.test(what) ? `; text that holds { } [ ] , # or ": " goes in quotes, and each bracket is closed` : ''; // prettier-ignore
    return { line, column: col, path: '', message: `is no valid YAML: ${what}${help}` };
  });
  if (syntax.length > 0) throw new ScenarioError(file, syntax);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 1_000 });
  } catch (error) {
    throw new ScenarioError(file, [{ line: 1, column: 1, path: '', message: `cannot be read: ${saidOf((error as Error).message)}` }]);
  } // prettier-ignore
  const place = (fault: ScenarioFault): PlacedFault => {
    const { line, col } = lineCounter.linePos(offsetOf(document, fault));
    return { line: Math.max(1, line), column: Math.max(1, col), path: pathText(fault.path), message: fault.message };
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ScenarioError(file, [{ line: 1, column: 1, path: '', message: 'must be a mapping that begins with "scenario: 1"' }]); // prettier-ignore
  }
  const parsed = Scenario.safeParse(value);
  const faults = parsed.success ? referenceFaults(parsed.data) : faultsOf(parsed.error, Scenario, value);
  if (!parsed.success || faults.length > 0) {
    const placed = faults.map(place).toSorted((a, b) => a.line - b.line || a.column - b.column);
    throw new ScenarioError(file, placed);
  }
  return parsed.data;
}

/** The parser's own words where it ran out of stack help nobody. */
const saidOf = (message: string) => message.replace('Maximum call stack size exceeded', 'it is nested far deeper than any field of a scenario'); // prettier-ignore

/** Where the value stands, or its nearest parent that is there; the key where the key is at fault. */
function offsetOf(document: Document, { path, key }: ScenarioFault): number {
  if (key !== undefined) {
    const map = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(map) ? map.items.find((item) => String((item.key as { value?: unknown } | null)?.value) === key) : undefined;
    const at = (pair?.key as Node | undefined)?.range?.[0];
    if (at !== undefined) return at;
  }
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
} // prettier-ignore
