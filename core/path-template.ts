import { segmentsOf } from './path-segments.ts';

/** Bounds: children of one position before it is folded, templates of a service, services. */
export const pathLimits = {
  children: 50,
  templates: 500,
  services: 1_000,
  /** A child met this often before its siblings became too many keeps its own name. */
  established: 100,
} as const;

interface Position {
  hits: number;
  folded: boolean;
  readonly children: Map<string, Position>;
  /** The template that ends here, once one has. */
  path: string | undefined;
}

/** A target that was walked before, as long as nothing was folded since. */
interface Walked {
  readonly target: string;
  readonly path: string;
  readonly positions: readonly Position[];
}

/** Of each service; what it is asked most is among them. A power of two. */
const PLACES = 32;

class Service {
  readonly root = newPosition();
  templates = 0;
  readonly #walked: (Walked | undefined)[] = [];
  /** Of the target that missed its place last. */
  readonly #missed = new Int32Array(PLACES);

  /** The template of a target that was walked before; counted as if it were walked. */
  again(target: string): string | undefined {
    const walked = this.#walked[hashOf(target) & (PLACES - 1)];
    if (walked === undefined || walked.target !== target) return undefined;
    for (const position of walked.positions) position.hits += 1;
    return walked.path;
  }

  /** Remembers what was walked, if it comes again: what comes once, as a path with a number of its own does, is to die young. */
  walked(target: string, path: string, positions: readonly Position[]): void {
    const hash = hashOf(target);
    const place = hash & (PLACES - 1);
    if (this.#missed[place] === hash) this.#walked[place] = { target, path, positions: [...positions] };
    this.#missed[place] = hash;
  }

  forget(): void {
    this.#walked.length = 0;
  }
}

/**
 * Templates by cardinality. Where one position of a service has had more than 50 different words, new words there
 * become `{name}`, and so do all but the well-trodden old ones. Everything is capped, and what the caps fold is counted.
 */
export class PathTemplates {
  readonly #services = new Map<string, Service>();
  /** Of the walk that goes on; one list is filled again and again. */
  readonly #positions: Position[] = [];
  #folded = 0;

  /** How many requests were given `{rest}` because a cap was reached. */
  get folded(): number {
    return this.#folded;
  }

  /** The template under which `service` reports a request for `target` (path and query as they were sent). */
  template(service: string, target: string): string {
    let known = this.#services.get(service);
    if (known === undefined) {
      if (this.#services.size >= pathLimits.services) return this.#fold([]);
      this.#services.set(service, (known = new Service()));
    }
    return known.again(target) ?? this.#walk(known, target);
  }

  #walk(service: Service, target: string): string {
    const segments = segmentsOf(target);
    const positions = this.#positions;
    positions.length = 0;
    let position = service.root;
    const full = service.templates >= pathLimits.templates;
    for (let index = 0; index < segments.length; index += 1) {
      const segment = segments[index]!;
      const name = nameAt(position, segment);
      let child = position.children.get(name);
      if (child === undefined) {
        if (full) return this.#fold(segments.slice(0, Math.min(index, 1)));
        position.children.set(name, (child = newPosition()));
        if (position.children.size > pathLimits.children && !position.folded) {
          foldChildren(position);
          service.forget();
        }
        child = position.children.get(nameAt(position, segment)) ?? child;
      }
      segments[index] = nameAt(position, segment);
      child.hits += 1;
      positions.push(child);
      position = child;
    }
    if (position.path === undefined) {
      if (full) return this.#fold(segments.slice(0, 1));
      service.templates += 1;
      position.path = `/${segments.join('/')}`;
    }
    service.walked(target, position.path, positions);
    return position.path;
  }

  #fold(segments: readonly string[]): string {
    this.#folded += 1;
    return `/${[...segments, '{rest}'].join('/')}`;
  }
}

const newPosition = (): Position => ({ hits: 0, folded: false, children: new Map(), path: undefined });

function nameAt(position: Position, segment: string): string {
  return position.folded && !segment.startsWith('{') && !position.children.has(segment) ? '{name}' : segment;
}

function foldChildren(position: Position): void {
  position.folded = true;
  const merged = newPosition();
  for (const [name, child] of position.children) {
    if (name.startsWith('{') || child.hits >= pathLimits.established) continue;
    position.children.delete(name);
    merged.hits += child.hits;
  }
  position.children.set('{name}', merged);
}

/** Of its length and its last characters: where targets differ. */
function hashOf(target: string): number {
  let hash = target.length;
  for (let at = Math.max(0, target.length - 32); at < target.length; at += 1) hash = (Math.imul(hash, 31) + target.charCodeAt(at)) | 0;
  hash = Math.imul(hash, 0x9e37_79b1);
  return hash ^ (hash >>> 15);
} // prettier-ignore
