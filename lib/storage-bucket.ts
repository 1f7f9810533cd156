import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface StorageBucketProps {
  /** Days that resolved observations are kept for replay. */
  readonly archiveRetentionDays: number;
  /** Delete the bucket and what lies in it with the stack. @default false: it stays */
  readonly ephemeral?: boolean;
}

/** The compiled index of tokens: the key that core/authorize-index.ts gives as `authorizeIndexKey`; a test holds them equal. */
export const authorizeIndexObject = 'authorize/index.json';

/** Which nodes are shut out for a while: the key that lambdas/floodgate.ts gives as `floodgateKey`. */
export const floodgateObject = 'gates/closed.json';

/** The published index of threat intelligence: the key that core/feeds/status.ts gives; a test holds them equal. */
export const intelligenceIndexObject = 'intelligence/index.bin';

/** What the last refresh came to, for people: also held equal. */
export const intelligenceStatusObject = 'intelligence/status.json';

/** Below this lies all that refresh-intel keeps. */
export const intelligencePrefix = 'intelligence/';

/** Below this lies what sweep found out about learning, for people; lambdas/published-review.ts says the same, and a test holds them equal. */
export const reviewPrefix = 'learning/';

/** Who held which address at the last look at a cluster; adapters/rosters.ts says the same, and a test holds them equal. */
export const rosterPrefix = 'discover/';

/** `intelligence/…`, kept by refresh-intel and read by detect; `authorize/index.json`, read by authorize and published by api; `archive/…`, written by enrich. */
export class StorageBucket extends Bucket {
  constructor(scope: Construct, id: string, { archiveRetentionDays, ephemeral = false }: StorageBucketProps) {
    super(scope, id, {
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      lifecycleRules: [
        { id: 'archive', prefix: 'archive/', expiration: Duration.days(archiveRetentionDays) },
        {
          id: 'old-versions',
          noncurrentVersionExpiration: Duration.days(7),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: ephemeral,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'Few roles reach it, each for one prefix; who also wants a log of reads turns on CloudTrail data events.',
    });
  }
}
