import { join } from 'node:path';
import { Duration, Fn, Lazy, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';
import { spelled } from './wildcard-grant.ts';

export interface DashboardProps {
  readonly settings: Settings;
  /** Folder as scripts/build.mjs leaves it: `dist/dashboard`. */
  readonly site: string;
  readonly http: HttpApi;
  /** Origins that a browser talks to while it signs in. Asked for when the stack is written: sign-in wants our address first. */
  readonly connectOrigins: () => readonly string[];
}

/** A page has an address without a file behind it: what answers is the application. Never on /api, so that errors of the API stay its own. */
const pages = `function handler(event) {
  var request = event.request;
  var uri = request.uri;
  if (uri.indexOf('/assets/') !== 0 && uri.lastIndexOf('.') < uri.lastIndexOf('/')) request.uri = '/index.html';
  return request;
}`;

/** The API knows no /api: that is how the dashboard has it on its own origin. */
const belowApi = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\\/api(?=\\/)/, '');
  return request;
}`;

/** What a page may do: run our own files and talk to our own API. `require-trusted-types-for` turns a slip into an error instead of a hole. */
export function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    ["connect-src 'self'", ...connect].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** What people look at: files in a bucket that CloudFront alone may read, with the API behind /api on the same origin. */
export class Dashboard extends Construct {
  /** Without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, site, http, connectOrigins }: DashboardProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Files', {
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      // Nothing in it that a deployment does not bring again.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions::AwsSolutions-S1', reason: 'It holds the same files that anybody gets who opens the dashboard; only CloudFront reads it.' }); // prettier-ignore
    const headers = this.#headers(settings, connectOrigins);
    const api = this.#apiOrigin(http);
    const passing = {
      origin: api,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: headers,
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Plumbline ${settings.installation}: dashboard`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers,
        compress: true,
        functionAssociations: [this.#onRequest('Pages', pages)],
      },
      additionalBehaviors: {
        '/api/*': { ...passing, allowedMethods: AllowedMethods.ALLOW_ALL, functionAssociations: [this.#onRequest('BelowApi', belowApi)] },
        // How to sign in: asked for by whoever knows nothing but the address.
        '/config.json': { ...passing, allowedMethods: AllowedMethods.ALLOW_GET_HEAD },
      },
    }); // prettier-ignore
    this.#acknowledge(distribution);
    this.#deploy(bucket, site);
    this.url = `https://${distribution.domainName}`;
  }

  #onRequest(id: string, code: string) {
    const edge = new EdgeFunction(this, id, { code: FunctionCode.fromInline(code), runtime: FunctionRuntime.JS_2_0 });
    return { function: edge, eventType: FunctionEventType.VIEWER_REQUEST };
  }

  #headers(settings: Settings, connectOrigins: () => readonly string[]): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: `plumbline-${settings.installation}`,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: Lazy.string({ produce: () => contentSecurityPolicy(connectOrigins()) }),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
          { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()', override: true },
        ],
      },
    });
  }

  #apiOrigin(http: HttpApi): IOrigin {
    return new HttpOrigin(Fn.select(2, Fn.split('/', http.apiEndpoint)), {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    });
  }

  /** What has the hash of its content in its name is kept for a year; the rest is asked for again each time. Old files stay, for pages that are open. */
  #deploy(bucket: Bucket, site: string): void {
    const shared = { destinationBucket: bucket, prune: false, retainOnDelete: false, memoryLimit: 256 }; // prettier-ignore
    const assets = new BucketDeployment(this, 'Assets', {
      ...shared,
      sources: [Source.asset(join(site, 'assets'))],
      destinationKeyPrefix: 'assets',
      cacheControl: [CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const root = new BucketDeployment(this, 'Root', {
      ...shared,
      sources: [Source.asset(site, { exclude: ['assets'] })],
      cacheControl: [CacheControl.noCache()],
    });
    // The page that names the new files comes after them.
    root.node.addDependency(assets);
    const copier = Stack.of(this).node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
    if (copier === undefined) throw new Error('the CDK has no function any more that copies files on deployment');
    const reason = 'The CDK writes this function, which copies our files into our bucket while the stack is deployed, and at no other time.'; // prettier-ignore
    const files = spelled(Stack.of(this).resolve(bucket.bucketArn));
    for (const id of [...copierFindings, `AwsSolutions::AwsSolutions-IAM5[Resource::${files}/*]`]) Validations.of(copier).acknowledge({ id, reason }); // prettier-ignore
  }

  #acknowledge(distribution: Distribution): void {
    const acknowledge = (rule: string, reason: string) => Validations.of(distribution).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason }); // prettier-ignore
    acknowledge('CFR1', 'People on call travel; who may look is decided by sign-in, not by country.');
    acknowledge('CFR2', 'Files that anybody may have and an API with its own sign-in and throttle: a web firewall costs more than the rest.'); // prettier-ignore
    acknowledge('CFR3', 'The API keeps a log of each request; a log of who fetched public files tells nothing.');
    acknowledge('CFR4', 'The address is that of CloudFront itself, whose certificate allows older protocols; a domain of your own can require TLS 1.2.'); // prettier-ignore
  }
}

/** What cdk-nag says of a function that is the CDK's own. */
const copierFindings: readonly string[] = [
  'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
  ...['GetObject*', 'GetBucket*', 'List*', 'DeleteObject*', 'Abort*'].map((action) => `AwsSolutions::AwsSolutions-IAM5[Action::s3:${action}]`), // prettier-ignore
  'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
  'AwsSolutions::AwsSolutions-L1',
  'Serverless::Serverless-LambdaDLQ',
  'Serverless::Serverless-LambdaLatestVersion',
  'Serverless::Serverless-LambdaTracing',
];
