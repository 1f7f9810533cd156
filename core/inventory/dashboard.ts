import * as z from 'zod';
import { imageRepository } from '../workload.ts';

/** Web interfaces that run commands or show secrets, and that attackers look for. */
export const Dashboard = z.enum([
  'kubeflow',
  'jupyter',
  'argo',
  'grafana',
  'kubernetes-dashboard',
  'airflow',
  'mlflow',
  'ray',
]);
export type Dashboard = z.infer<typeof Dashboard>; // prettier-ignore

export const dashboardTitles: Readonly<Record<Dashboard, string>> = {
  kubeflow: 'Kubeflow',
  jupyter: 'Jupyter',
  argo: 'Argo',
  grafana: 'Grafana',
  'kubernetes-dashboard': 'Kubernetes Dashboard',
  airflow: 'Airflow',
  mlflow: 'MLflow',
  ray: 'Ray',
};

interface Signs {
  readonly dashboard: Dashboard;
  /** Last parts of image repositories: `kubeflow/centraldashboard` of any registry or mirror. */
  readonly images: RegExp;
  /** Ports on which it listens as shipped. */
  readonly ports: readonly number[];
  /** Labels that its manifests and charts give it: key → values. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

const partOf = 'app.kubernetes.io/part-of';
const named = 'app.kubernetes.io/name';

// From the projects' own manifests and charts: kubeflow/manifests, argo-helm, grafana/helm-charts, kubernetes/dashboard,
// apache/airflow chart, community mlflow chart, kuberay, jupyterhub/zero-to-jupyterhub-k8s.
const known: readonly Signs[] = [
  {
    dashboard: 'kubeflow',
    images: /(?:^|\/)(?:central-?dashboard(?:-angular)?|kubeflow\/(?:jupyter-web-app|volumes-web-app|tensorboards-web-app|katib-ui)|ml-pipeline\/frontend|kfp-frontend|katib-ui|(?:jupyter|volumes|tensorboards)-web-app)$/,
    ports: [80, 3000, 5000, 8080, 8082],
    labels: { [partOf]: ['kubeflow'], app: ['centraldashboard', 'ml-pipeline-ui', 'jupyter-web-app', 'katib-ui'] },
  },
  {
    dashboard: 'jupyter',
    images: /(?:^|\/)(?:jupyter\/[a-z0-9._-]+|[a-z0-9._-]*notebook(?:-servers?)?(?:\/[a-z0-9._-]+)?|jupyterhub(?:\/[a-z0-9._-]+)?|jupyter(?:lab)?(?:-[a-z0-9._-]+)?|k8s-hub|k8s-singleuser-sample)$/,
    ports: [8888, 8000, 8081],
    labels: { component: ['singleuser-server', 'hub', 'proxy'], 'notebook-name': [] },
  },
  {
    dashboard: 'argo',
    images: /(?:^|\/)(?:argoproj\/(?:argocd|argocli|argo-rollouts|argoexec)|argocd|argocli)$/,
    ports: [2746, 8080, 8083, 80, 443],
    labels: { [partOf]: ['argocd', 'argo-workflows'], [named]: ['argocd-server', 'argo-workflows-server', 'argo-server'], app: ['argo-server'] },
  },
  {
    dashboard: 'grafana',
    images: /(?:^|\/)grafana\/grafana(?:-enterprise|-oss)?$|(?:^|\/)bitnami\/grafana$/,
    ports: [3000, 80],
    labels: { [named]: ['grafana'], app: ['grafana'] },
  },
  {
    dashboard: 'kubernetes-dashboard',
    images: /(?:^|\/)kubernetesui\/dashboard(?:-web|-api|-auth)?$|(?:^|\/)kubernetes-dashboard(?:-[a-z0-9]+)?$/,
    ports: [8443, 9090, 8000, 443],
    labels: { 'k8s-app': ['kubernetes-dashboard'], [named]: ['kubernetes-dashboard', 'kubernetes-dashboard-web'], [partOf]: ['kubernetes-dashboard'] },
  },
  {
    dashboard: 'airflow',
    images: /(?:^|\/)(?:apache|bitnami|astronomer\/ap)[/-]airflow$|(?:^|\/)airflow$/,
    ports: [8080, 80],
    labels: { tier: ['airflow'], component: ['webserver', 'api-server'], [named]: ['airflow'] },
  },
  {
    dashboard: 'mlflow',
    images: /(?:^|\/)(?:mlflow\/mlflow|bitnami\/mlflow|community-charts\/mlflow|mlflow)$/,
    ports: [5000, 80],
    labels: { [named]: ['mlflow'], app: ['mlflow'] },
  },
  {
    dashboard: 'ray',
    images: /(?:^|\/)rayproject\/ray(?:-ml|-llm)?$/,
    ports: [8265, 10001],
    labels: { 'ray.io/node-type': ['head'], [named]: ['kuberay'] },
  },
]; // prettier-ignore

export interface Candidate {
  readonly images: readonly string[];
  /** Ports of the workload that are reached, by number. */
  readonly ports: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The known dashboard that stands behind, if one does. The image must be one of the project's, and besides it a port or
 * a label must fit: an image alone may be a worker without a page (Airflow, Ray), a name alone is anybody's.
 */
export function dashboardOf({ images, ports, labels }: Candidate): Dashboard | undefined {
  const repositories = images.map((image) => imageRepository(image).toLowerCase());
  const found = known.find(
    (signs) =>
      repositories.some((repository) => signs.images.test(repository)) &&
      (ports.some((port) => signs.ports.includes(port)) || hasLabel(labels, signs.labels)),
  );
  return found?.dashboard;
}

/** An empty list of values: the key alone tells. */
function hasLabel(labels: Readonly<Record<string, string>>, wanted: Signs['labels']): boolean {
  return Object.entries(wanted).some(([key, values]) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value !== undefined && (values.length === 0 || values.includes(value));
  });
}
