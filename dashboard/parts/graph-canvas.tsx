import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useTheme } from '../app/theme.ts';
import type { Choice } from '../graph/choice.ts';
import type { Graph } from '../graph/model.ts';
import { dark, light } from '../graph/palette.ts';
import { GraphView } from '../graph/view.ts';

export interface GraphCanvasProps {
  readonly graph: Graph;
  /** Changes when another picture is wanted, not only newer data. */
  readonly picture: string;
  readonly choice?: Choice;
  readonly small?: boolean;
  /** What a screen reader says of the picture. */
  readonly summary: string;
  readonly onChoice: (choice: Choice, open: boolean) => void;
  readonly onKey?: (key: string) => boolean;
  readonly view?: RefObject<GraphView | null>;
  readonly children?: ReactNode;
}

/** The graph's own module on a page: React hands it data and hears what was chosen, nothing more. */
export function GraphCanvas({ graph, picture, choice, small = false, summary, onChoice, onKey, view, children }: GraphCanvasProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const own = useRef<GraphView | null>(null);
  const shown = useRef<string | undefined>(undefined);
  const handlers = useRef({ onChoice, onKey });
  handlers.current = { onChoice, onKey };
  const theme = useTheme();

  useEffect(() => {
    const made = new GraphView(host.current as HTMLDivElement, theme === 'dark' ? dark : light, {
      chosen: (what, open) => handlers.current.onChoice(what, open),
      key: (key) => handlers.current.onKey?.(key) ?? false,
    });
    own.current = made;
    shown.current = undefined;
    if (view !== undefined) view.current = made;
    // For tests and benches: the camera and the scene of the page's graph.
    (globalThis as { plumblineGraph?: GraphView }).plumblineGraph = made;
    return () => made.end();
  }, []);
  useEffect(() => {
    own.current?.show(graph, shown.current === picture);
    shown.current = picture;
  }, [graph, picture]);
  useEffect(() => own.current?.choose(choice), [choice, graph]);
  useEffect(() => {
    if (own.current !== null) own.current.palette = theme === 'dark' ? dark : light;
  }, [theme]);

  return (
    <div className={`stage${small ? ' small' : ''}`}>
      <div ref={host} className="canvas" role="application" aria-roledescription="graph" aria-label={summary} tabIndex={0} />
      {children}
    </div>
  );
} // prettier-ignore
