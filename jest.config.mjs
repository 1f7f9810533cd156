/** @type {import('jest').Config} */
const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // These ship ES modules only; jest runs CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(aws4fetch|jose|oauth4webapi|commander)/)'],
  // A limit for what hangs, not a measure of speed: machines are shared.
  testTimeout: 60_000,
  setupFiles: ['<rootDir>/test/setup.ts'],
  // What takes minutes runs in .ci/run, with PLUMBLINE_HEAVY set.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    '/cdk.out/',
    // Asks a kube-apiserver that somebody started: docs/local.md.
    ...(process.env.KUBE_API === undefined ? ['/test/adapters/kubernetes/real'] : []),
    ...(process.env.PLUMBLINE_HEAVY === undefined
      ? [
          '/test/river/seams',
          '/test/river/drill',
          '/test/lib/nag',
          '/test/local/crash',
          '/test/scenarios/real-traces',
          '/test/scenarios/mining-sessions',
          '/test/scenarios/laid-over',
          '/test/scenarios/redrawn',
          '/test/scenarios/notices',
          '/test/scenarios/poisoning',
          '/test/scenarios/month',
          '/test/scenarios/files',
          '/test/adapters/dynamodb/counter-units',
          '/test/lambdas/ten-thousand',
          '/test/kernel/',
        ]
      : []),
  ],
};

export default common;
