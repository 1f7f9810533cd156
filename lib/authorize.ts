import { Duration } from 'aws-cdk-lib';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AuthorizeEnv } from '../lambdas/authorize/env.ts';
import { authorizeIndexObject } from './storage-bucket.ts';
import { StageFunction, type StageProps } from './stage-function.ts';

export interface AuthorizeProps extends StageProps {
  readonly bucket: IBucket;
}

/** Tells which cluster a sentinel speaks for. Reads one compiled object; writes nothing. */
export class Authorize extends Construct {
  readonly authorizer: HttpLambdaAuthorizer;

  constructor(scope: Construct, id: string, props: AuthorizeProps) {
    super(scope, id);
    const { bucket } = props;
    const reader = new StageFunction<AuthorizeEnv>(this, 'Function', {
      ...props,
      stage: 'authorize',
      description: 'Tells which cluster a sentinel speaks for',
      environment: { BUCKET_NAME: bucket.bucketName, INSTALLATION: props.settings.installation },
      timeout: Duration.seconds(5),
      memoryMb: 256,
    });
    reader.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(authorizeIndexObject)] }),
    );
    // Without it S3 answers 403 for an object that is not there, and "no cluster enrolled yet" would read "access denied".
    reader.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    this.authorizer = new HttpLambdaAuthorizer('Sentinels', reader, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      resultsCacheTtl: Duration.seconds(300),
    });
  }
}
