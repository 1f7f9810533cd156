/** What the chart has to know of a cluster that was just enrolled. */
export interface Installed {
  /** Where sentinels post. */
  readonly url: string;
  readonly installation: string;
  readonly cluster: string;
  /** Who the sentinels are in the cluster, as `namespace/name`. */
  readonly sentinels: string;
  /** It pushes its inventory. */
  readonly pushes: boolean;
  /** Its service accounts speak for it: no secret is needed. */
  readonly identified: boolean;
}

/** Namespace and release under which the chart calls its account so. */
function placeOf(sentinels: string): { readonly namespace: string; readonly release: string } {
  const [namespace = '', account = ''] = sentinels.split('/');
  return { namespace, release: account.replace(/-sentinel$/, '') };
}

/** The account of the pod that the chart pushes the inventory from, beside sentinels of this account. */
export function inventoryAccountBeside(sentinels: string): string {
  const { namespace, release } = placeOf(sentinels);
  return `${namespace}/${release}-inventory`;
}

/**
 * The commands that install the chart, ready to paste: the image alone is the reader's own. Where sentinels post without TLS there
 * is nothing to install: the chart sends tokens over https only.
 */
export function helmCommand({ url, installation, cluster, sentinels, pushes, identified }: Installed): string | undefined {
  if (!url.startsWith('https://')) return undefined;
  const values = {
    ingestUrl: url,
    installation,
    cluster,
    'image.repository': 'YOUR-REGISTRY/plumbline-sentinel',
    ...(pushes ? { 'inventory.push': 'true', 'controlPlane.createRole': 'false' } : {}),
    ...(identified ? {} : { enrolmentTokenSecret: 'plumbline-enrolment' }),
  };
  const { namespace, release } = placeOf(sentinels);
  // The namespace has to be there before the secret is.
  const secret = [
    `  kubectl create namespace ${namespace}`,
    `  kubectl --namespace ${namespace} create secret generic plumbline-enrolment --from-file=token=token.txt`,
  ];
  return [
    ...(identified ? [] : secret),
    `  helm install ${release} charts/plumbline-sentinel --namespace ${namespace} --create-namespace \\`,
    `    --set ${Object.entries(values).map(([name, value]) => `${name}=${value}`).join(',')}`,
  ].join('\n');
} // prettier-ignore
