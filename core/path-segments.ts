import { telemetryLimits } from './telemetry-limits.ts';

/** Bounds of one template: characters of a segment, segments, characters of all. */
export const segmentLimits = { segment: 64, segments: 16, template: telemetryLimits.pathLength } as const;

const digit = 1;
const lower = 2;
const upper = 4;
const separator = 8;
const other = 16;
const colon = 32;
const at = 64;
const dot = 128;

/** The kind of each ASCII character inside a segment; what is not listed is `other`. */
const kinds = new Uint8Array(128).fill(other);
for (let code = 0x30; code <= 0x39; code += 1) kinds[code] = digit;
for (let code = 0x61; code <= 0x7a; code += 1) kinds[code] = lower;
for (let code = 0x41; code <= 0x5a; code += 1) kinds[code] = upper;
for (const mark of '-_~+$') kinds[mark.charCodeAt(0)] = separator;
for (const mark of ':=') kinds[mark.charCodeAt(0)] = separator | colon;
kinds[0x2e] = separator | dot;
kinds[0x40] = separator | at;

/**
 * The path of an HTTP request target with every segment that looks like a value replaced by the name of its type:
 * `{int}`, `{decimal}`, `{uuid}`, `{hex}`, `{date}`, `{ip}`, `{email}`, `{token}`, or `{text}` for what is none of these
 * and no plain word either. Query, fragment and `;parameters` are dropped. No placeholder can be forged: braces are no
 * plain characters.
 */
export function templatedPath(target: string): string {
  return segmentsOf(target).reduce((path, segment) => `${path}/${segment}`, '') || '/';
}

/** The segments of a path, each as it is told. */
export function segmentsOf(target: string): string[] {
  const out: string[] = [];
  let start = pathStart(target);
  let length = 0;
  while (start < target.length) {
    let end = start;
    let seen = 0;
    let code = 0;
    for (; end < target.length; end += 1) {
      code = target.charCodeAt(end);
      if (code === 0x2f || code === 0x3f || code === 0x23 || code === 0x3b) break;
      seen |= kinds[code] ?? other;
    }
    if (end > start) {
      const name = templatedSegment(target.slice(start, Math.min(end, start + 1024)), seen, end - start);
      length += name.length + 1;
      if (out.length >= segmentLimits.segments || length > segmentLimits.template - 7) return [...out, '{rest}'];
      out.push(name);
    }
    if (code === 0x3b) end = afterParameters(target, end);
    if (end >= target.length || target.charCodeAt(end) !== 0x2f) return out;
    start = end + 1;
  }
  return out;
}

/** Where the path begins: an absolute target (`http://host/path`, as proxies get it) brings its host along. */
function pathStart(target: string): number {
  if (target.startsWith('/')) return 1;
  const scheme = target.indexOf('://');
  if (scheme < 0 || scheme > 8) return 0;
  const slash = target.indexOf('/', scheme + 3);
  return slash < 0 ? target.length : slash + 1;
}

function afterParameters(target: string, from: number): number {
  for (let end = from; end < target.length; end += 1) {
    const code = target.charCodeAt(end);
    if (code === 0x2f || code === 0x3f || code === 0x23) return end;
  }
  return target.length;
}

function templatedSegment(raw: string, seen: number, length: number): string {
  if ((seen & (digit | other | at | colon)) === 0 && length < 20) return raw;
  if (raw.includes('%')) return decodedSegment(raw);
  if ((seen & other) !== 0 || length > 1024) return '{text}';
  if (seen === digit) return compactDate.test(raw) ? '{date}' : '{int}';
  return (
    wholeType(raw, seen, length) ?? ((seen & (separator | digit)) === 0 && length < 20 ? raw : byRuns(raw, length))
  );
}

/** Percent-encoding hides nothing and smuggles nothing in: what does not decode to plain characters is text. */
function decodedSegment(raw: string): string {
  let text: string;
  try {
    text = decodeURIComponent(raw);
  } catch {
    return '{text}';
  }
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) seen |= kinds[text.charCodeAt(index)] ?? other;
  return (seen & other) !== 0 ? '{text}' : templatedSegment(text, seen, text.length);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const date = /^(?:19|20)[0-9]{2}-[01][0-9](?:-[0-3][0-9](?:[T_][0-9:.+-]*Z?)?)?$/;
const compactDate = /^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$/;
const ipv4 = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?$/;
const ipv6 = /^[0-9a-f:]+(?:[0-9.]*)$/i;
const decimal = /^[-+]?[0-9]+(?:\.[0-9]+)?$/;
const jwt = /^eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*$/;

/** The type of a segment as a whole; undefined: it has none, or only its parts have. */
function wholeType(text: string, seen: number, length: number): string | undefined {
  if ((seen & at) !== 0) return text.indexOf('@') > 0 ? '{email}' : text.length > 40 ? '{text}' : undefined;
  if (length === 36 && uuid.test(text)) return '{uuid}';
  if ((seen & digit) !== 0 && date.test(text)) return '{date}';
  if ((seen & dot) !== 0 && (seen & upper) === 0 && ipv4.test(text)) return '{ip}';
  if ((seen & colon) !== 0 && text.split(':').length > 3 && ipv6.test(text)) return '{ip}';
  if ((seen & digit) !== 0 && decimal.test(text)) return text.includes('.') ? '{decimal}' : '{int}';
  if (length >= 8 && text.endsWith('=')) return '{token}';
  return length > 20 && jwt.test(text) ? '{token}' : undefined;
}

/**
 * A segment of several words, such as `order-8842` or `sk_live_…`: each run between separators is looked at, and all
 * from the first to the last value becomes one placeholder, so that no part of a secret stands between two.
 */
function byRuns(text: string, length: number): string {
  const values: number[] = [];
  const suspects: number[] = [];
  let type = '';
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && ((kinds[text.charCodeAt(index)] ?? other) & separator) === 0) continue;
    const found = index > start ? runType(text.slice(start, index)) : '';
    if (found !== '') suspects.push(start, index);
    if (found !== '' && found !== 'suspect') {
      type = type === '' || type === found ? found : 'token';
      values.push(start, index);
    }
    start = index + 1;
  }
  if (values.length === 0) return length > segmentLimits.segment ? '{text}' : text;
  const [from = 0, ...to] = type === 'token' ? suspects : values;
  const whole = `${text.slice(0, from)}{${type}}${text.slice(to.at(-1))}`;
  return whole.length > segmentLimits.segment ? '{text}' : whole;
}

/** The type of a run of letters and digits; empty for a word. A suspect is a value only beside a token. */
function runType(run: string): 'int' | 'hex' | 'token' | 'suspect' | '' {
  let hexadecimal = true;
  let switches = 0;
  let vowels = 0;
  let digits = 0;
  let before = 0;
  for (let index = 0; index < run.length; index += 1) {
    const code = run.charCodeAt(index);
    const kind = kinds[code] ?? other;
    if (kind !== before && index > 0) switches += 1;
    before = kind;
    if (kind === digit) digits += 1;
    const low = code | 0x20;
    if (kind !== digit && (low > 0x66 || low < 0x61) && !(index === 1 && low === 0x78 && run.startsWith('0')))
      hexadecimal = false;
    if (low === 0x61 || low === 0x65 || low === 0x69 || low === 0x6f || low === 0x75) vowels += 1;
  }
  if (digits === run.length) return digits >= 3 ? 'int' : '';
  const mixed = digits > 0;
  if (hexadecimal && ((mixed && run.length >= 7) || run.length >= 16)) return 'hex';
  if (mixed) return run.length >= 16 || digits >= 5 || (run.length >= 8 && switches >= 4) ? 'token' : 'suspect';
  const restless = switches * 3 > run.length;
  if (run.length >= 20 && (restless || vowels * 5 < run.length)) return 'token';
  return restless && run.length >= 6 ? 'suspect' : '';
}
