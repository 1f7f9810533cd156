import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

export interface GraphTableProps {
  /** Delete the table with the stack. @default false: it stays, and so does what was learned */
  readonly ephemeral?: boolean;
}

/** The index by which sweep and api find what changed since a time. */
export const changesIndex = 'changes';

/** The one table: application security graph, baseline, findings, incidents. adapters/dynamodb/keys.ts spells its keys. */
export class GraphTable extends TableV2 {
  constructor(scope: Construct, id: string, { ephemeral = false }: GraphTableProps) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'ttl',
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      globalSecondaryIndexes: [
        {
          indexName: changesIndex,
          partitionKey: { name: 'changesPk', type: AttributeType.STRING },
          sortKey: { name: 'changesSk', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
      removalPolicy: ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }
}
