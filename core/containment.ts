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

function onNode(label: string): Remedy | undefined {
  const name = /^node ([^ ]+)$/.exec(label)?.[1];
  if (name === undefined || !safeNode.test(name)) return undefined;
  if (name.includes('.') && !name.endsWith('.internal')) return undefined;
  return {
    command: `kubectl get pods -A -o wide --field-selector spec.nodeName=${name}`,
    words: "A process in the node's own network did it. List the pods there; those with hostNetwork are candidates",
  };
}

const unnameable: Remedy = {
  words:
    'Its name cannot be put into a command safely: find it in the graph, then scale it to zero or deny its egress.',
};
