import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Function } from 'aws-cdk-lib/aws-lambda';
import type { Settings } from './settings.ts';

/**
 * Puts a function into the subnets of the settings, where there are any, so that it reaches private endpoints of clusters
 * in them. From there it needs ways to DynamoDB and S3 (gateway endpoints): docs/deploy.md.
 */
export function withinSubnets(worker: Function, { subnetIds, securityGroupIds }: Settings): void {
  if (subnetIds.length === 0) return;
  const network = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
  (worker.node.defaultChild as CfnFunction).vpcConfig = network;
  // Lambda's own list for this: it makes the network interfaces with the rights of the function's role.
  worker.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
  Validations.of(worker.role ?? worker).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'Lambda asks for these on every resource before it puts a function into a subnet.',
  });
}
