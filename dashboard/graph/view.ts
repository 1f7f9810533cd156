import { boxAround, type Camera, fitting, isWithin, levels, showing, type Size, zoomed } from './camera.ts';
import type { Layout } from './boxes.ts';
import { type Choice, choiceAt, nodeBeside, violationBeside } from './choice.ts';
import { Layers } from './layers.ts';
import { layout } from './layout.ts';
import { listenTo, type Point } from './gestures.ts';
import type { Graph } from './model.ts';
import type { Palette } from './palette.ts';
import { firstNode, type Heading, type Scene, sceneOf } from './scene.ts';

// The graph on a page: mouse, touch and keyboard, and what they do to the picture. No framework is in its frame loop.

export interface GraphEvents {
  /** `open`: by Enter or a second click, the person wants to go there. */
  chosen(choice: Choice, open: boolean): void;
  /** Keys that the page answers: `/`, `?`, `a`. */
  key(key: string): boolean;
}

const headings: Readonly<Record<string, Heading>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }; // prettier-ignore

export class GraphView {
  readonly #host: HTMLElement;
  readonly #layers: Layers;
  readonly #events: GraphEvents;
  readonly #ended = new AbortController();
  readonly #watch: ResizeObserver;
  #palette: Palette;
  #graph: Graph = { nodes: [], edges: [] };
  #scene: Scene = sceneOf(this.#graph, layout(this.#graph));
  #camera: Camera = { k: 1, x: 0, y: 0 };
  #size: Size = { w: 0, h: 0 };
  #choice: Choice;
  #hovered: string | undefined;
  #moved = false;
  #frame = 0;

  constructor(host: HTMLElement, palette: Palette, events: GraphEvents) {
    this.#host = host;
    this.#palette = palette;
    this.#events = events;
    this.#layers = new Layers(host, () => this.#draw());
    this.#listen();
    this.#watch = new ResizeObserver(() => this.#resize());
    this.#watch.observe(host);
    this.#resize();
  }

  /** `keep`: it is the same picture with newer data, so everybody stays where they stand. */
  show(graph: Graph, keep: boolean): void {
    this.#graph = graph;
    const before: Layout | undefined = keep ? this.#scene.layout : undefined;
    this.#scene = sceneOf(graph, layout(graph, before));
    if (!keep || !this.#moved) this.fit();
    if (!keep) this.#reveal();
    this.#layers.forget();
    this.#draw();
  }

  get scene(): Scene {
    return this.#scene;
  }

  get camera(): Camera {
    return this.#camera;
  }

  /** For tests and benches: from the next frame on. */
  set camera(camera: Camera) {
    this.#camera = camera;
    this.#moved = true;
    this.#draw();
  }

  set palette(palette: Palette) {
    this.#palette = palette;
    this.#layers.forget();
    this.#draw();
  }

  choose(choice: Choice): void {
    if (this.#choice?.id === choice?.id) return;
    this.#choice = choice;
    // From outside, with nobody having moved anything: all of the picture beside the words about it.
    if (!this.#moved) this.fit();
    this.#reveal();
    this.#draw();
  }

  fit(): void {
    this.#moved = false;
    if (this.#size.w > 0) this.#camera = fitting(this.#scene.layout.bounds, this.#room(), this.#size.w < 600 ? 12 : 36);
    this.#draw();
  }

  zoom(factor: number): void {
    this.#zoomAt(factor, { x: this.#size.w / 2, y: this.#size.h / 2 });
  }

  nextViolation(step: 1 | -1): void {
    const next = violationBeside(this.#scene, this.#choice, step);
    if (next !== undefined) this.#pick(next, false);
  }

  end(): void {
    this.#ended.abort();
    this.#watch.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#layers.end();
  }

  #pick(choice: Choice, open: boolean): void {
    this.#choice = choice;
    this.#reveal();
    this.#draw();
    this.#events.chosen(choice, open);
  }

  #reveal(): void {
    if (this.#choice === undefined || this.#size.w === 0) return;
    const { kind, id } = this.#choice;
    const curve = kind === 'edge' ? this.#scene.curves.find(({ edge }) => edge.id === id) : undefined;
    const place = kind === 'node' ? this.#scene.byId.get(id)?.place : curve && { x: (curve.x1 + curve.x2) / 2, y: (curve.y1 + curve.y2) / 2 }; // prettier-ignore
    if (place === undefined) return;
    const { w } = this.#size;
    const room = this.#room();
    const isHidden = curve !== undefined && !isWithin(curve, this.#camera, room);
    const isLost = curve !== undefined && w < 600 && this.#camera.k < levels.near;
    const next =
      isHidden || isLost ? fitting(boxAround(curve), room, w < 600 ? 12 : 60) : showing(this.#camera, place, room);
    if (next === this.#camera) return;
    this.#camera = next;
    this.#moved = true;
    this.#draw();
  }

  /** What is chosen is told in a panel on the right, where there is room for one beside the picture. */
  #room(): Size {
    const { w, h } = this.#size;
    return { w: this.#choice !== undefined && w > 900 ? w - 364 : w, h };
  }

  #draw(): void {
    if (this.#frame !== 0 || this.#size.w === 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const attention = {
      node: this.#choice?.kind === 'node' ? this.#choice.id : undefined,
      edge: this.#choice?.kind === 'edge' ? this.#choice.id : undefined,
      hovered: this.#hovered,
      focused: document.activeElement === this.#host,
    };
    this.#layers.paint({ scene: this.#scene, camera: this.#camera, palette: this.#palette, attention });
  }

  #resize(): void {
    const { clientWidth: w, clientHeight: h } = this.#host;
    if (w === 0 || h === 0 || (w === this.#size.w && h === this.#size.h)) return;
    this.#size = { w, h };
    this.#layers.resize(this.#size);
    if (this.#moved) this.#draw();
    else this.fit();
    // A canvas that was resized is empty until it is painted; not a frame of that is to be seen.
    this.#paint();
  }

  #world(event: MouseEvent): Point {
    const { left, top } = this.#host.getBoundingClientRect();
    const { k, x, y } = this.#camera;
    return { x: (event.clientX - left - x) / k, y: (event.clientY - top - y) / k };
  }

  #under(event: MouseEvent): Choice {
    return choiceAt(this.#scene, this.#camera, this.#world(event));
  }

  #zoomAt(factor: number, at: Point): void {
    this.#camera = zoomed(this.#camera, factor, at);
    this.#moved = true;
    this.#draw();
  }

  #listen(): void {
    const gestures = {
      panned: ({ x, y }: Point) => {
        this.camera = { ...this.#camera, x: this.#camera.x + x, y: this.#camera.y + y };
      },
      zoomed: (factor: number, at: Point) => this.#zoomAt(factor, at),
      picked: (event: MouseEvent, open: boolean) => {
        const under = this.#under(event);
        if (!open || under !== undefined) this.#pick(under, open);
      },
      hovered: (event: PointerEvent | undefined) => this.#hover(event && this.#under(event)),
      pressed: (key: string) => this.#press(key),
      focused: () => this.#draw(),
    };
    listenTo(this.#host, gestures, this.#ended.signal);
  }

  #hover(under: Choice): void {
    this.#host.classList.toggle('pointing', under !== undefined);
    const id = under?.kind === 'node' ? under.id : undefined;
    if (id === this.#hovered) return;
    this.#hovered = id;
    this.#draw();
  }

  /** Whether the key meant something. */
  #press(key: string): boolean {
    const heading = headings[key];
    if (heading !== undefined) {
      const next = nodeBeside(this.#scene, this.#choice, heading);
      if (next !== undefined) this.#pick(next, false);
      return true;
    }
    switch (key) {
      case 'Enter': {
        const first = firstNode(this.#scene);
        const choice = this.#choice ?? (first && { kind: 'node' as const, id: first.node.id });
        this.#pick(choice, this.#choice !== undefined);
        return true;
      }
      case 'Escape':
        this.#pick(undefined, false);
        return true;
      case 'n':
      case 'p':
        this.nextViolation(key === 'n' ? 1 : -1);
        return true;
      case '+':
      case '=':
        this.zoom(1.25);
        return true;
      case '-':
        this.zoom(0.8);
        return true;
      case '0':
        this.fit();
        return true;
      default:
        return this.#events.key(key);
    }
  }
}
