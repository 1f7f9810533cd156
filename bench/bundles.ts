// Size of each handler's bundle and how long importing it takes in a fresh process (best of 7).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from '../scripts/build.mjs';

await build();
const folder = path.join(import.meta.dirname, '..', 'dist', 'lambdas');
const limitKb = (stage: string) => (stage === 'authorize' ? 150 : 600);

const environment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  BUCKET_NAME: 'bench',
  TABLE_NAME: 'bench',
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/bench',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:bench',
  DASHBOARD_URL: 'https://plumbline.example',
  SLACK_PARAMETER: '/plumbline/bench/slack-webhook',
  CLUSTER_PARAMETERS: '/plumbline/bench/clusters',
  PLUMBLINE_VERSION: 'bench',
  WEBHOOK_PARAMETER: '/plumbline/bench/webhook',
  FEEDS_PARAMETER: '/plumbline/bench/feeds',
  INSTALLATION: 'bench',
  ISSUER: 'https://issuer.example.org',
  CLIENT_ID: 'bench',
  SIGN_IN_URL: '',
  GROUPS_CLAIM: 'groups',
  GROUP_PREFIX: '',
  FIRST_ADMIN: '',
  LOOPBACK_CLUSTERS: 'false',
  KUBERNETES_ROLES: 'arn:aws:iam::000000000000:role/bench',
  AUDIT_FUNCTION: 'arn:aws:lambda:eu-west-1:000000000000:function:bench',
  HEARTBEAT_SECONDS: '60',
  NOVELTY_BURST: '2000',
  NOVELTY_PER_MINUTE: '60',
  OWN_NAMES: '',
  DEVELOPMENT_FEEDS: 'false',
  DIGEST_HOUR: '8',
};

for (const stage of readdirSync(folder)) {
  const file = path.join(folder, stage, 'index.mjs');
  if (!existsSync(file)) continue;
  const times = Array.from({ length: 7 }, () => {
    const timed = `const before=performance.now();await import(${JSON.stringify(file)});console.log(performance.now()-before);process.exit(0)`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', timed], { encoding: 'utf8', env: { ...process.env, ...environment } }); // prettier-ignore
    const ms = Number(run.stdout.trim().split('\n').at(-1));
    if (run.status !== 0 || Number.isNaN(ms)) throw new Error(`importing ${stage} failed: ${run.stderr}`);
    return ms;
  });
  const kb = statSync(file).size / 1024;
  const verdict = kb <= limitKb(stage) ? '' : '  TOO LARGE';
  console.log(`${stage.padEnd(10)} ${kb.toFixed(0).padStart(4)} KB (<= ${limitKb(stage)})  import ${Math.min(...times).toFixed(0).padStart(4)} ms (<= 150)${verdict}`); // prettier-ignore
}
