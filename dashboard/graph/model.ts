// What the graph draws: plain data, made from what the API says. No DOM, no React.

/** 0: who comes in; 1: the cluster; 2: where it goes out. */
export type Lane = 0 | 1 | 2;

export type Standing = 'violation' | 'drift' | 'unresolved' | 'known';

export type Direction = 'north-south' | 'east-west' | 'egress';

export interface GraphNode {
  readonly id: string;
  readonly lane: Lane;
  /** Namespace, or the kind of outside: what is drawn as one box. */
  readonly group: string;
  readonly label: string;
  /** A word below the name, seen when near: the kind of workload, `cloud service`. */
  readonly detail: string;
  readonly standing: Standing;
  /** Not seen before the window began. */
  readonly isNew: boolean;
  /** What is drawn as one: the names of a domain. */
  readonly names?: readonly string[];
  /** Set for a workload: where its page is. */
  readonly lineage?: string;
}

export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly direction: Direction;
  readonly standing: Standing;
  /** Its own end, where the target is drawn for several. */
  readonly name?: string;
  /** `tcp/8443`. */
  readonly port: string;
  /** What is said on it, in a few words: seen when near. */
  readonly said: string;
  /** Milliseconds since 1970; `lastSeen` 0 where the counters are gone. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly isNew: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const ranks: Readonly<Record<Standing, number>> = { violation: 3, drift: 2, unresolved: 1, known: 0 };

export function worseOf(one: Standing, other: Standing): Standing {
  return ranks[one] >= ranks[other] ? one : other;
}

/** Nodes in violation, those that a violating edge touches, and everything that talks to one of them. */
export function neighbourhood(graph: Graph): Graph {
  const hot = new Set(graph.nodes.filter(({ standing }) => standing === 'violation').map(({ id }) => id));
  for (const { source, target, standing } of graph.edges) {
    if (standing !== 'violation') continue;
    hot.add(source);
    hot.add(target);
  }
  return around(graph, hot);
}

/** The nodes of these ids with what they talk to, and what their neighbours say to each other left out. */
export function around(graph: Graph, centre: ReadonlySet<string>): Graph {
  const edges = graph.edges.filter(({ source, target }) => centre.has(source) || centre.has(target));
  return { nodes: nodesOf(graph, edges, centre), edges };
}

/** The edges that pass, and the nodes that they join; nodes that never had an edge stay where the filter keeps them. */
export function filtered(
  graph: Graph,
  keepsEdge: (edge: GraphEdge) => boolean,
  keepsNode: (node: GraphNode) => boolean,
): Graph {
  const kept = new Set(graph.nodes.filter(keepsNode).map(({ id }) => id));
  const touched = new Set(graph.edges.flatMap(({ source, target }) => [source, target]));
  const edges = graph.edges.filter((edge) => keepsEdge(edge) && (kept.has(edge.source) || kept.has(edge.target)));
  return { nodes: nodesOf(graph, edges, new Set([...kept].filter((id) => !touched.has(id)))), edges };
}

function nodesOf(graph: Graph, edges: readonly GraphEdge[], besides: ReadonlySet<string>): readonly GraphNode[] {
  const wanted = new Set(besides);
  for (const { source, target } of edges) {
    wanted.add(source);
    wanted.add(target);
  }
  return graph.nodes.filter(({ id }) => wanted.has(id));
}
