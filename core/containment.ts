/** What a person can do to a workload with one command, or in words where no command can be written safely. */
export interface Remedy {
  readonly command?: string;
  /** A sentence that leads to the command, or stands for it. */
  readonly words: string;
}

// Kubernetes names without dots: nothing in them means anything to a shell, and no mail client takes one for a host.
const safeName = /^[a-z0-9](?:[a-z0-9-]{0,200}[a-z0-9])?$/;
const safeNode = /^[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?$/;

interface Target {
  readonly namespace: string;
  readonly name: string;
  /** As Kubernetes spells the kind: `Deployment`. */
  readonly kind: string;
}

/** The object that a workload's label (`workloadLabel`) names, if each part of it is a plain Kubernetes name. */
export function targetOf(label: string): Target | undefined {
  const match = /^([^/ ]+)\/([^/ ]+)(?: \(([A-Za-z]{1,40})\))?$/.exec(label);
  if (match === null) return undefined;
  const [, namespace = '', name = '', kind = 'Deployment'] = match;
  return safeName.test(namespace) && safeName.test(name) ? { namespace, name, kind } : undefined;
}

/** How to stop a workload: reversible wherever Kubernetes has a way. */
export function stopping(label: string): Remedy {
  const target = targetOf(label);
  if (target === undefined) return onNode(label) ?? unnameable;
  const { namespace, name, kind } = target;
  const patch = (resource: string, spec: object) =>
    `kubectl -n ${namespace} patch ${resource} ${name} --type merge -p '${JSON.stringify({ spec })}'`;
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return { command: `kubectl -n ${namespace} scale ${kind.toLowerCase()} ${name} --replicas=0`, words: 'Stop it by scaling it to zero' }; // prettier-ignore
    case 'DaemonSet':
      return {
        command: patch('daemonset', { template: { spec: { nodeSelector: { 'plumbline/stopped': 'true' } } } }),
        words: 'Stop it on every node with a selector that no node has',
      };
    case 'Job':
      return { command: patch('job', { suspend: true }), words: 'Suspend it, which ends its pods' };
    case 'CronJob':
      return { command: patch('cronjob', { suspend: true }), words: 'Suspend it, then delete the Job that runs now' };
    case 'Notebook':
      return { command: `kubectl -n ${namespace} annotate notebook ${name} kubeflow-resource-stopped=plumbline --overwrite`, words: 'Stop the notebook; its volume stays' }; // prettier-ignore
    case 'Workflow':
      return { command: patch('workflows.argoproj.io', { shutdown: 'Terminate' }), words: 'Terminate the workflow; its record stays' };
    case 'Pod':
      return { command: `kubectl -n ${namespace} delete pod ${name}`, words: 'Nothing owns this pod, so deleting it ends it' };
    default:
      return { words: `Stop this ${kind} with the tool that runs it, or deny its egress with a NetworkPolicy.` };
  }
} // prettier-ignore

/** How to look at a workload without changing anything. */
export function looking(label: string): Remedy {
  const target = targetOf(label);
  if (target === undefined) return onNode(label) ?? unnameable;
  const { namespace, name, kind } = target;
  return { command: `kubectl -n ${namespace} describe ${kind.toLowerCase()} ${name}`, words: 'Look at it first' };
}

/** How to close a way in: `object` is the finding's (`exposureObject`). Only a service can be closed so that all the rest stays. */
export function closing(object: string, now: boolean): Remedy {
  const [kind, namespace, name] = wayOf(object);
  const resource = resources[kind ?? ''];
  if (resource === undefined || namespace === undefined || name === undefined || !safeName.test(namespace) || !safeName.test(name)) return { words: 'Find it in the graph, and take it away with the tool that made it.' };
  if (resource === 'service' && now) return { command: `kubectl -n ${namespace} patch service ${name} -p '{"spec":{"type":"ClusterIP"}}'`, words: 'Close it; the service goes on inside the cluster' };
  return { command: `kubectl -n ${namespace} describe ${resource} ${name}`, words: now ? 'Look at it, then take it away with the tool that made it' : 'Look at it first' };
} // prettier-ignore

const resources: Readonly<Record<string, string>> = {
  'service-loadbalancer': 'service', 'node-port': 'service', ingress: 'ingress', 'istio-gateway': 'gateways.networking.istio.io',
  'virtual-service': 'virtualservices.networking.istio.io', 'gateway-api': 'httproutes.gateway.networking.k8s.io', 'host-port': 'pod',
}; // prettier-ignore

function wayOf(object: string): (string | undefined)[] {
  try {
    const parts: unknown = JSON.parse(object);
    return Array.isArray(parts) ? parts.map((part) => (typeof part === 'string' ? part : undefined)) : [];
  } catch {
    // An object that was too long for its id is a digest.
    return [];
  }
}

const sentinels = 'kubectl get pods -A -o wide -l app.kubernetes.io/name=plumbline-sentinel';

/** How to look after what watches: a node's sentinel, all of them, the access to Kubernetes. */
export function watching(label: string): Remedy {
  const node = nodeOf(label);
  if (node !== undefined) return { command: `${sentinels} --field-selector spec.nodeName=${node}`, words: 'See whether its sentinel runs there' };
  if (label === 'the Kubernetes API') return { words: 'plumbline doctor says what is refused, and which page of the runbook mends it.' };
  if (label === 'the sentinels') return { command: sentinels, words: 'See in the runbook whether the telemetry queue is behind. If it is not, see which sentinels run' };
  return { command: sentinels, words: 'See which sentinels run' };
} // prettier-ignore

function nodeOf(label: string): string | undefined {
  const name = /^node ([^ ]+)$/.exec(label)?.[1];
  if (name === undefined || !safeNode.test(name)) return undefined;
  return name.includes('.') && !name.endsWith('.internal') ? undefined : name;
}

function onNode(label: string): Remedy | undefined {
  const name = nodeOf(label);
  if (name === undefined) return undefined;
  return {
    command: `kubectl get pods -A -o wide --field-selector spec.nodeName=${name}`,
    words: "A process in the node's own network did it. List the pods there; those with hostNetwork are candidates",
  };
}

const unnameable: Remedy = {
  words:
    'Its name cannot be put into a command safely: find it in the graph, then scale it to zero or deny its egress.',
};
