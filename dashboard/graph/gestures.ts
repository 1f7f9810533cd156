// Mouse, touch and keys on the picture, as what they mean.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Gestures {
  panned(by: Point): void;
  /** `at`: within the host, in CSS pixels. */
  zoomed(factor: number, at: Point): void;
  /** `open`: a second click. */
  picked(event: MouseEvent, open: boolean): void;
  /** Undefined: the pointer has left. */
  hovered(event: PointerEvent | undefined): void;
  /** Whether the key meant something. */
  pressed(key: string): boolean;
  focused(): void;
}

/** A press that moves less than this, in pixels, is a click. */
const still = 4;

export function listenTo(host: HTMLElement, to: Gestures, signal: AbortSignal): void {
  const pointers = new Map<number, Point>();
  let dragged = 0;
  const within = ({ x, y }: Point): Point => {
    const { left, top } = host.getBoundingClientRect();
    return { x: x - left, y: y - top };
  };
  const pinched = (last: Point, now: Point, other: Point) => {
    const [before, after] = [Math.hypot(last.x - other.x, last.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)];
    if (before > 0 && after > 0) to.zoomed(after / before, within({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }));
  };
  const on = <Kind extends keyof HTMLElementEventMap>(kind: Kind, hear: (event: HTMLElementEventMap[Kind]) => void, passive?: false) => host.addEventListener(kind, hear, { signal, ...(passive === false && { passive }) });
  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    host.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size === 1) dragged = 0;
  });
  on('pointermove', (event) => {
    const last = pointers.get(event.pointerId);
    if (last === undefined) return to.hovered(event);
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (other !== undefined) return pinched(last, now, other);
    dragged += Math.abs(now.x - last.x) + Math.abs(now.y - last.y);
    if (dragged > still) to.panned({ x: now.x - last.x, y: now.y - last.y });
  });
  const lifted = (event: PointerEvent) => {
    if (pointers.delete(event.pointerId) && event.type === 'pointerup' && dragged <= still) to.picked(event, false);
  };
  on('pointerup', lifted);
  on('pointercancel', lifted);
  on('pointerleave', () => to.hovered(undefined));
  on('dblclick', (event) => to.picked(event, true));
  on('wheel', (event) => {
    event.preventDefault();
    to.zoomed(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), within({ x: event.clientX, y: event.clientY }));
  }, false);
  on('keydown', (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && to.pressed(event.key)) event.preventDefault();
  });
  on('focus', () => to.focused());
  on('blur', () => to.focused());
} // prettier-ignore
