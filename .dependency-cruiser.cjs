/**
 * Imports run one way: core <- adapters <- lambdas <- local <- cli, and bin -> lib. The sentinel stands on core alone.
 * swc is the parser because dependency-cruiser does not read TypeScript 7; `scripts/check-imports.mjs` proves that
 * every file was really cruised and that a planted forbidden import fails.
 */
// Only its types exist (@types/aws-lambda).
const typesOnly = '^aws-lambda$';

const may = (from, ...to) => ({
  name: `${from}-imports-only-${to.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    pathNot: [`^${from}/`, ...to.map((folder) => `^${folder}/`), '^node_modules/', typesOnly],
    dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional'],
  },
});

module.exports = {
  forbidden: [
    may('core'),
    may('adapters', 'core'),
    may('lambdas', 'core', 'adapters'),
    // Its eyes stand on core alone; what pushes the inventory is another program, which asks Kubernetes as discover does.
    { ...may('sentinel', 'core'), from: { path: '^sentinel/', pathNot: '^sentinel/inventory/' } },
    {
      ...may('sentinel', 'core', 'adapters/kubernetes'),
      name: 'what-pushes-the-inventory-asks-kubernetes',
      from: { path: '^sentinel/inventory/' },
    },
    {
      name: 'what-watches-a-node-asks-nobody',
      comment: 'The program on every node holds no client of the Kubernetes API.',
      severity: 'error',
      from: { path: '^sentinel/', pathNot: '^sentinel/inventory/' },
      to: { path: '^sentinel/inventory/' },
    },
    may('local', 'core', 'adapters', 'lambdas', 'lib', 'scripts'),
    may('cli', 'core', 'adapters', 'lambdas', 'local', 'lib', 'scripts'),
    may('bin', 'lib'),
    may('dashboard', 'core'),
    {
      name: 'the-graph-stands-on-nothing',
      comment: 'No React in its frame loop: a module of its own, which any page or a test can use.',
      severity: 'error',
      from: { path: '^dashboard/graph/' },
      to: { pathNot: '^dashboard/graph/' },
    },
    {
      name: 'lib-knows-stages-by-their-environment-only',
      severity: 'error',
      from: { path: '^lib/' },
      // Settings hold addresses, and what an address may lead to is said in one place.
      to: {
        path: '^(core|adapters|lambdas|local|cli|sentinel)/',
        pathNot: '^(lambdas/[^/]+/env|core/safe-url)\\.ts$',
      },
    },
    {
      name: 'nobody-imports-a-handler',
      comment: 'Handlers read the environment when they load; the runtime starts them from their bundles.',
      severity: 'error',
      from: { path: '.' },
      to: { path: '^lambdas/[^/]+/handler\\.ts$' },
    },
    {
      name: 'steps-know-no-sdk',
      severity: 'error',
      from: { path: '^lambdas/([^/]+)/', pathNot: '/handler\\.ts$' },
      to: { path: ['@aws-sdk', 'aws4fetch', 'aws-cdk'] },
    },
    {
      name: 'core-is-pure',
      comment: 'No clock, no SDK, no I/O: hashing is the one thing of node that core may use.',
      severity: 'error',
      from: { path: '^core/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer)$' },
    },
    {
      name: 'core-stands-on-three-libraries',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(zod|tldts|tldts-core|ipaddr\\.js|yaml)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: typesOnly } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
