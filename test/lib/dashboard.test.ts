import { Match } from 'aws-cdk-lib/assertions';
import { createContext, Script } from 'node:vm';
import { contentSecurityPolicy } from '../../lib/dashboard.ts';
import { copier, type Resource, resourcesOf, templateOf } from './stack.ts';

const template = templateOf();
const propertiesOf = (type: string, prefix = '') => resourcesOf(template, type).find(([id]) => id.startsWith(prefix))?.[1].Properties ?? {}; // prettier-ignore
interface Config {
  readonly DefaultCacheBehavior: Readonly<Record<string, unknown>>;
  readonly CacheBehaviors: readonly Readonly<Record<string, unknown>>[];
}
const config = propertiesOf('AWS::CloudFront::Distribution')['DistributionConfig'] as Config;

function rewrites(prefix: string): (uri: string) => string {
  const code = String(propertiesOf('AWS::CloudFront::Function', prefix)['FunctionCode']);
  return (uri) => (new Script(`${code}; handler({ request: { uri: ${JSON.stringify(uri)} } }).uri`).runInContext(createContext({})) as string); // prettier-ignore
}

test('a page may run our own files and talk to our own API and the issuer, and nothing else', () => {
  expect(contentSecurityPolicy(['https://issuer.example.org'])).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self' data:; img-src 'self' data:; connect-src 'self' https://issuer.example.org; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'",
  );
  template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp("default-src 'none'; script-src 'self'")])] }, Override: true },
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: true, Override: true },
      },
    },
  }); // prettier-ignore
});

test('each behaviour answers with these headers', () => {
  const behaviours = [config.DefaultCacheBehavior, ...config.CacheBehaviors];
  expect(behaviours).toHaveLength(3);
  for (const behaviour of behaviours) expect(JSON.stringify(behaviour['ResponseHeadersPolicyId'])).toMatch(/DashboardHeaders/); // prettier-ignore
});

test('a page leads to the application, a file to itself, and nothing below /api is ever a page', () => {
  const pages = rewrites('DashboardPages');
  expect(['/', '/c/prod-1/graph', '/incidents/15fd', '/c/prod-1/workloads/ab'].map(pages)).toEqual(Array(4).fill('/index.html')); // prettier-ignore
  expect(['/icon.svg', '/assets/main-X.js', '/assets/none'].map(pages)).toEqual(['/icon.svg', '/assets/main-X.js', '/assets/none']); // prettier-ignore
  const belowApi = rewrites('DashboardBelowApi');
  expect(['/api/v1/clusters', '/api', '/apiary/x', '/api/api/x'].map(belowApi)).toEqual(['/v1/clusters', '/api', '/apiary/x', '/api/x']); // prettier-ignore
  const withPages = JSON.stringify(config.CacheBehaviors).includes('DashboardPages');
  expect([withPages, JSON.stringify(config.DefaultCacheBehavior).includes('DashboardPages')]).toEqual([false, true]);
});

test('the bucket is for CloudFront alone, and goes with the stack', () => {
  const [, bucket] = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('DashboardFiles')) as [string, Resource]; // prettier-ignore
  expect(bucket.DeletionPolicy).toBe('Delete');
  expect(bucket.Properties['PublicAccessBlockConfiguration']).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }); // prettier-ignore
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([Match.objectLike({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } })]) }),
  }); // prettier-ignore
});

test('files named by their content are kept for a year, the page that names them is asked for again', () => {
  const deployments = Object.values(template.findResources('Custom::CDKBucketDeployment')).map(({ Properties }) => Properties as Record<string, unknown>); // prettier-ignore
  const kept = deployments.map((one) => [one['DestinationBucketKeyPrefix'], one['SystemMetadata'], one['Prune']]);
  expect(kept).toEqual([
    ['assets', { 'cache-control': 'max-age=31536000, immutable' }, false],
    [undefined, { 'cache-control': 'no-cache' }, false],
  ]);
});

test('the copier may write into the bucket of the dashboard and read what is deployed, and touches nothing else', () => {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(copier));
  const resources = policies.flatMap(([, { Properties }]) => ((Properties as { PolicyDocument: { Statement: { Resource: unknown }[] } }).PolicyDocument.Statement).map(({ Resource: of }) => JSON.stringify(of))); // prettier-ignore
  for (const resource of resources) expect(resource).toMatch(/DashboardFiles|cdk-hnb659fds-assets/);
  expect(resources.length).toBeGreaterThan(0);
});
