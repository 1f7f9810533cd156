import { Command, Option } from 'commander';
import { audienceOf } from '../../core/projected-claims.ts';
import { ClusterId } from '../../core/ids.ts';
import { PublicConfig } from '../../core/sign-in.ts';
import { type ApiClient, ApiProblem } from '../api-client.ts';
import { auditLogSent } from '../audit-log.ts';
import { connect } from '../connect.ts';
import { eksCluster, eksRegion, grantEntry } from '../eks.ts';
import { exitCodes, Failure } from '../failure.ts';
import { type FoundIdentity, identityOfApi, identityOfEks } from '../identity.ts';
import { helmCommand, inventoryAccountBeside } from '../helm-command.ts';
import type { Io } from '../io.ts';
import { doorFrom, nameIn } from '../kubeconfig.ts';
import { checkReachable } from '../kubernetes-reachable.ts';
import { Enrolled, IssuedToken, Status } from '../../core/answers/cluster.ts';
import { answered } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { clustersOf, theCluster } from '../the-cluster.ts';
import { momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

interface AddOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly eks?: string;
  readonly region?: string;
  readonly serviceAccount: string;
  readonly pushes?: boolean;
  readonly inventoryAccount?: string;
  readonly check: boolean;
  readonly url?: string;
  readonly state?: string;
  readonly json?: boolean;
}

export function clustersCommand(context: CommandContext): Command {
  const { io } = context;
  const clusters = new Command('clusters').description('enrol clusters, and see which are');

  const add = new Command('add')
    .description('enrol a cluster: it begins to learn, and its sentinels get a token')
    .argument(
      '[name]',
      'letters, digits, "-" and "_", up to 100; the name in EKS or of the context\'s cluster otherwise',
    )
    .addOption(
      new Option('--kubeconfig <file>', 'take server, authority and token from this kubeconfig').conflicts('eks'),
    ) // prettier-ignore
    .option('--context <name>', 'the context of the kubeconfig (its current one otherwise)')
    .option('--eks <name>', 'an EKS cluster of this name: EKS is asked for all that is needed, and lets our roles in')
    .option('--region <region>', 'region of the EKS cluster (or AWS_REGION)')
    .option(
      '--service-account <namespace/name>',
      'who the sentinels are in the cluster',
      'plumbline/plumbline-sentinel',
    )
    .option(
      '--pushes',
      'its Kubernetes API cannot be reached by the control plane: the chart pushes its inventory (inventory.push)',
    )
    .option('--inventory-account <namespace/name>', 'with --pushes: who pushes it, as the chart calls it otherwise')
    .option('--no-check', 'do not ask the Kubernetes API whether it lets us in')
    .option('--json', 'print JSON')
    .action(async (given: string | undefined, options: AddOptions) => {
      const name =
        given ??
        options.eks ??
        (options.kubeconfig === undefined ? undefined : nameIn(options.kubeconfig, options.context));
      const id = ClusterId.safeParse(name ?? '');
      if (name === undefined) throw new Failure('Which cluster? It needs a name, or --kubeconfig FILE or --eks NAME, which have one.', undefined, exitCodes.usage); // prettier-ignore
      if (!id.success) throw new Failure(`"${name.slice(0, 110)}" is no name for a cluster: it ${id.error.issues[0]?.message ?? ''}.`, undefined, exitCodes.usage); // prettier-ignore
      if (options.inventoryAccount !== undefined && !options.pushes) throw new Failure('--inventory-account is only used with --pushes.', undefined, exitCodes.usage); // prettier-ignore
      const api = connect(options, io.env);
      const note = (text: string) => io.note(text);
      const { pushes } = options;
      const { access, identity } = await enrolmentFor(options, api, io.env, note);
      const enrolled = answered(Enrolled, await api.post('/v1/clusters', { id: name, ...(access && { access }), ...(identity && { identity }), ...(pushes && { pushes }) }).catch((error: unknown) => { throw known(error, name); })); // prettier-ignore
      if (options.json) io.out(json(enrolled));
      else io.out(enrolled.token);
      io.note('');
      io.note(`The cluster ${name} is enrolled and learns. ${options.json ? 'The' : 'Above is the'} enrolment token: it is shown this once, and only its hash is kept.`); // prettier-ignore
      if (pushes) io.note('It is not asked for its inventory: the chart pushes it, with --set inventory.push=true.');
      else if (access === undefined) io.note('Without --kubeconfig or --eks nobody can be asked who owns an address: workloads stay unresolved.'); // prettier-ignore
      const { installation } = answered(PublicConfig, await api.get('/config.json'));
      if (identity !== undefined) note(`Its sentinels need no secret: as ${options.serviceAccount}, with a projected token for the audience ${audienceOf(installation, name)} that lives 3600 seconds.`); // prettier-ignore
      const helm = helmCommand({ url: api.url, installation, cluster: name, sentinels: options.serviceAccount, pushes: pushes === true, identified: identity !== undefined }); // prettier-ignore
      if (helm !== undefined) {
        io.note(`\nInstall the sentinels (your own image: docs/sentinel.md)${identity === undefined ? ', with the token in token.txt' : ''}:\n`); // prettier-ignore
        io.note(helm);
      }
      io.note('');
      io.note('To try it, put the enrolment token into a file (chmod 600) and post one observation:');
      io.note(curlExample(api.url));
      io.note('or play traffic into it: plumbline play scenarios/kubeflow.yaml --against ' + api.url + ' --token-file token.txt --speed 100'); // prettier-ignore
    });

  const remove = new Command('remove')
    .description('take a cluster out: nobody speaks for it any more; what was learned stays')
    .argument('<name>')
    .action(async (name: string, options: AddOptions) => {
      const api = connect(options, io.env);
      const id = await theCluster(api, name);
      await api.delete(`/v1/clusters/${encodeURIComponent(id)}`);
      io.out(`The cluster ${id} is taken out. Its tokens are good for five minutes at most.`);
    });

  const token = new Command('token')
    .alias('rotate')
    .description('issue another token for the sentinels of a cluster; the newest two are valid')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action(async (name: string, options: AddOptions) => {
      const api = connect(options, io.env);
      const id = await theCluster(api, name);
      const issued = answered(IssuedToken, await api.post(`/v1/clusters/${encodeURIComponent(id)}/tokens`, {}));
      io.out(options.json ? json(issued) : issued.token);
      io.note('It is shown this once. The token before the last one is no longer valid.');
    });

  const list = new Command('list')
    .description('which clusters are enrolled')
    .option('--json', 'print JSON')
    .action(async (options: AddOptions) => {
      const found = await clustersOf(connect(options, io.env));
      if (options.json) return io.out(json(found));
      if (found.length === 0) return io.note('No cluster is enrolled yet. Enrol one: plumbline clusters add NAME --kubeconfig FILE'); // prettier-ignore
      io.out(table(['CLUSTER', 'ENROLLED (UTC)', 'KUBERNETES API', 'BY'], found.map((one) => [one.id, momentText(one.enrolledAt), one.pushes ? 'pushes its inventory' : (one.access?.endpoint ?? 'no access'), printable(one.enrolledBy)]))); // prettier-ignore
      io.note(`\nHow far one has come: plumbline mode ${found[0]?.id}`);
    });

  for (const command of [add, token, remove, list]) clusters.addCommand(withTarget(command));
  return clusters;
}

/** How the control plane is to reach the cluster, and who speaks for it; empty where nobody said. */
async function enrolmentFor(options: AddOptions, api: ApiClient, env: Io['env'], note: (text: string) => void): Promise<{ access?: object; identity?: object }> {
  const { kubeconfig, context, eks, region, check, serviceAccount, pushes, inventoryAccount } = options;
  const accounts = { sentinels: serviceAccount, ...(pushes && { inventory: inventoryAccount ?? inventoryAccountBeside(serviceAccount) }) };
  if (eks !== undefined) {
    const where = eksRegion(region, env);
    const { access, ...signing } = await eksCluster(eks, where);
    const { kubernetesRoles, auditFunction } = answered(Status, await api.get('/v1/status'));
    // Nobody who cannot reach it needs to be let in.
    for (const role of pushes ? [] : kubernetesRoles) note(`Access entry for ${role}: ${await grantEntry(eks, where, role)}.`);
    note(await auditLogSent(eks, where, auditFunction));
    return { access, ...identified(await identityOfEks(signing, accounts), note) };
  }
  if (kubeconfig === undefined) return {};
  const { endpoint, authority, token } = doorFrom(kubeconfig, context);
  if (pushes) return identified(await identityOfApi({ endpoint, authority, token }, accounts), note);
  if (!check) return { access: { endpoint, authority, token } };
  await checkReachable({ endpoint, authority, token });
  note(`${endpoint} lets this token in.`);
  return { access: { endpoint, authority, token }, ...identified(await identityOfApi({ endpoint, authority, token }, accounts), note) };
} // prettier-ignore

function identified(found: FoundIdentity, note: (text: string) => void): { identity?: object } {
  if (!('missing' in found)) return { identity: found };
  note(`Sentinels will need the enrolment token: ${found.missing}.`);
  return {};
}

function known(error: unknown, name: string): unknown {
  if (!(error instanceof ApiProblem) || error.status !== 409) return error;
  return new Failure(`A cluster called ${name} is enrolled already.`, `Another token for it: plumbline clusters token ${name}`);
} // prettier-ignore

/** One plain batch, as any sentinel could send it; times are the shell's own. */
function curlExample(url: string): string {
  return [
    '',
    '  NOW=$(date -u +%FT%TZ)',
    `  curl -sS ${url}/v1/telemetry -H "Authorization: Bearer $(cat token.txt)" -H 'Content-Type: application/json' -d '{`,
    `    "v":1,"node":"node-1","bootId":"try","seq":1,"sentAt":"'$NOW'","window":{"from":"'$NOW'","to":"'$NOW'"},`,
    `    "coverage":{"seen":1,"dropped":0,"sources":["scenario"]},`,
    `    "observations":[{"kind":"flow","src":"10.0.0.5","dst":"203.0.113.9","port":443,"proto":"tcp","direction":"out",`,
    `      "names":[{"value":"api.example.com","from":"dns"}],"outcome":"established","connections":1,"bytesOut":1,"bytesIn":1,`,
    `      "firstSeen":"'$NOW'","lastSeen":"'$NOW'"}]}'`,
    '',
  ].join('\n');
}
