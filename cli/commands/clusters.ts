import { Command, Option } from 'commander';
import { ClusterId } from '../../core/ids.ts';
import { ApiProblem } from '../api-client.ts';
import { connect } from '../connect.ts';
import { eksAccess } from '../eks.ts';
import { exitCodes, Failure } from '../failure.ts';
import { doorFrom } from '../kubeconfig.ts';
import { checkReachable } from '../kubernetes-reachable.ts';
import { answered, Enrolled } from '../shapes.ts';
import { printable, table } from '../table.ts';
import { clustersOf } from '../the-cluster.ts';
import { momentText } from '../when.ts';
import { type CommandContext, json, withTarget } from './context.ts';

interface AddOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly eks?: string;
  readonly region?: string;
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
    .argument('<name>', 'letters, digits, "-" and "_", up to 100')
    .addOption(
      new Option('--kubeconfig <file>', 'take server, authority and token from this kubeconfig').conflicts('eks'),
    ) // prettier-ignore
    .option('--context <name>', 'the context of the kubeconfig (its current one otherwise)')
    .option('--eks <name>', 'an EKS cluster of this name: its address and authority are asked for, tokens are signed')
    .option('--region <region>', 'region of the EKS cluster (or AWS_REGION)')
    .option('--no-check', 'do not ask the Kubernetes API whether it lets us in')
    .option('--json', 'print JSON')
    .action(async (name: string, options: AddOptions) => {
      const id = ClusterId.safeParse(name);
      if (!id.success) throw new Failure(`"${name.slice(0, 110)}" is no name for a cluster: it ${id.error.issues[0]?.message ?? ''}.`, undefined, exitCodes.usage); // prettier-ignore
      const api = connect(options, io.env);
      const access = await accessFor(options, io.env, (text) => io.note(text));
      const enrolled = answered(Enrolled, await api.post('/v1/clusters', { id: name, ...(access && { access }) }).catch((error: unknown) => { throw known(error, name); })); // prettier-ignore
      if (options.json) io.out(json(enrolled));
      else io.out(enrolled.token);
      io.note('');
      io.note(`The cluster ${name} is enrolled and learns. ${options.json ? 'The' : 'Above is the'} token of its sentinels: it is shown this once, and only its hash is kept.`); // prettier-ignore
      if (access === undefined) io.note('Without --kubeconfig or --eks nobody can be asked who owns an address: workloads stay unresolved.'); // prettier-ignore
      io.note('');
      io.note('Put the token into a file (chmod 600), then try it with one observation:');
      io.note(curlExample(api.url));
      io.note('or play traffic into it: plumbline play scenarios/kubeflow.yaml --against ' + api.url + ' --token-file token.txt --speed 100'); // prettier-ignore
    });

  const token = new Command('token')
    .description('issue another token for the sentinels of a cluster; the newest two are valid')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action(async (name: string, options: AddOptions) => {
      const issued = answered(Enrolled, await connect(options, io.env).post(`/v1/clusters/${encodeURIComponent(name)}/tokens`, {})); // prettier-ignore
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
      io.out(table(['CLUSTER', 'ENROLLED (UTC)', 'KUBERNETES API', 'BY'], found.map((one) => [one.id, momentText(one.enrolledAt), one.access?.endpoint ?? 'no access', printable(one.enrolledBy)]))); // prettier-ignore
      io.note(`\nHow far one has come: plumbline mode ${found[0]?.id}`);
    });

  for (const command of [add, token, list]) clusters.addCommand(withTarget(command));
  return clusters;
}

/** How the control plane is to reach the Kubernetes API; undefined where nobody said. */
export async function accessFor({ kubeconfig, context, eks, region, check }: Pick<AddOptions, 'kubeconfig' | 'context' | 'eks' | 'region' | 'check'>, env: Readonly<Record<string, string | undefined>>, note: (text: string) => void): Promise<object | undefined> {
  if (eks !== undefined) return eksAccess(eks, region, env);
  if (kubeconfig === undefined) return undefined;
  const { endpoint, authority, token } = doorFrom(kubeconfig, context);
  if (check) {
    await checkReachable({ endpoint, authority, token });
    note(`${endpoint} lets this token in.`);
  }
  return { endpoint, authority, token };
} // prettier-ignore

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
