// The heavier suites of CI, one after the other on two cores, and the one closing line. Called by .ci/run after `npm test`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [results, npmTestStatus, npmTestSeconds] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '..');
const expectedSkips = readFileSync(path.join(root, '.ci', 'expected-skips.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

const total = { passed: 0, failed: 0, skipped: 0 };
const report = [];

function note(name, passed, failed, seconds, said = '') {
  total.passed += passed;
  total.failed += failed;
  report.push(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(44)} ${String(seconds).padStart(5)} s  ${said}`);
}

/** Counts of a jest run; a skip that is not on the list is a failure. */
function countJest(name, file, status, seconds) {
  if (!existsSync(file)) return note(name, 0, 1, seconds, `jest wrote no result, exit ${status}`);
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const skips = result.testResults.flatMap((suite) =>
    suite.assertionResults.filter(({ status: state }) => state === 'pending' || state === 'todo'),
  );
  const unexpected = skips.filter(({ fullName }) => !expectedSkips.includes(fullName));
  for (const { fullName } of unexpected) console.error(`unexpected skip: ${fullName}`);
  total.skipped += skips.length - unexpected.length;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites + unexpected.length;
  note(
    name,
    result.numPassedTests,
    failed === 0 && status !== 0 ? 1 : failed,
    seconds,
    `${result.numPassedTests} tests`,
  );
}

function run(command, environment = {}, timeoutMinutes = 10) {
  const started = Date.now();
  console.log(`\n== ${command}`);
  const { status, signal } = spawnSync('bash', ['-c', command], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
    timeout: timeoutMinutes * 60_000,
  });
  return { status: status ?? `signal ${signal}`, seconds: Math.round((Date.now() - started) / 1000) };
}

function jest(name, paths, environment, timeoutMinutes) {
  const file = path.join(results, `${name.replaceAll(/[^a-z]+/g, '-')}.json`);
  const { status, seconds } = run(
    `jest --maxWorkers=2 --forceExit ${paths} --json --outputFile=${file}`,
    environment,
    timeoutMinutes,
  );
  countJest(name, file, status, seconds);
}

function step(name, command, environment, timeoutMinutes) {
  const { status, seconds } = run(command, environment, timeoutMinutes);
  note(name, status === 0 ? 1 : 0, status === 0 ? 0 : 1, seconds, status === 0 ? '' : `exit ${status}`);
}

countJest('npm test', path.join(results, 'npm-test.json'), Number(npmTestStatus), Number(npmTestSeconds));
step('npm run check', 'npm run -s check');
step('every detection case', 'npm run -s cases');
step('cdk synth with validation and nag', 'npm run -s synth', { CDK_DISABLE_CLI_TELEMETRY: 'true' });
step('npm run demo -- --once', 'npm run -s demo -- --once');
step('the demo without any network', `unshare -n bash -c 'ip link set lo up && npm run -s demo -- --once'`);
step('tools from Debian', 'bash .ci/tools.sh');
step('second engines and peers', 'node scripts/ensure-install.mjs bench');
jest(
  'killed at every seam; every grant; ten thousand at once; real traces and sessions; write units',
  'test/river test/lib/nag test/scenarios/poisoning test/scenarios/files test/local/crash test/scenarios/real-traces test/scenarios/mining-sessions test/scenarios/laid-over test/scenarios/redrawn test/scenarios/notices test/scenarios/month counter-units test/lambdas/ten-thousand',
  { PLUMBLINE_HEAVY: '1' },
  15,
);
step('chart of the sentinel, rendered by Helm', 'node .ci/chart.mjs');
jest('live capture on real ground, to the text in Slack', 'test/kernel', { PLUMBLINE_HEAVY: '1' });
jest('laws at 1,000 runs', 'test/core test/laws test/lambdas/correlate', { PLUMBLINE_RUNS: '1000' });
step("stores on Amazon's DynamoDB Local", 'node bench/dynamodb-local.mjs');
step('sentinel: mutated packets', 'node bench/sentinel/fuzz.ts --packets 2000000 --seed 20261123 --seconds 300');
step('sentinel: table beside ndpiReader and tshark', 'node bench/sentinel/table.ts');
step('sentinel: hunt for planted secrets', 'node bench/sentinel/secrets.ts');
step('sentinel: hostile packets and secrets on the wire', 'node bench/sentinel/ring.ts');
step('sentinel: flat memory', 'node bench/sentinel/live.ts --only flat');
step('sentinel: wrapped transcripts', 'node bench/sentinel/wrapped.ts');
step('dashboard in a browser', 'node bench/dashboard/suite.ts', {}, 12);
step('bench (report)', 'npm run -s bench ingest bundles writes latency sentinel', {}, 15);

console.log(`\n${report.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
