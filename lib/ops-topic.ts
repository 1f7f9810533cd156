import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { subscribeEmail } from './subscribe-email.ts';

export interface OpsTopicProps {
  readonly emails: readonly string[];
}

/** Where Plumbline's own trouble is told, apart from incidents, so that neither drowns the other. */
export class OpsTopic extends Topic {
  constructor(scope: Construct, id: string, { emails }: OpsTopicProps) {
    super(scope, id, { displayName: 'Plumbline operations', enforceSSL: true });
    // A topic policy replaces the default one, which let alarms of this account publish: it has to be said again.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const email of emails) subscribeEmail(this, email);
  }
}
