import { isDeepStrictEqual } from 'node:util';
import { StartError } from '../start-error.ts';
import type { KeyElement, Params } from './dynalite.ts';
import type { Engine } from './engine.ts';
import { answerOf } from './service-error.ts';

export type TableSpec = Readonly<{
  name: string;
  keySchema: readonly KeyElement[];
  attributes: unknown;
  globalIndexes: readonly Params[];
  localIndexes: readonly Params[];
  streamView?: string;
  ttlAttribute?: string;
}>;

/** The spec of an AWS::DynamoDB::Table or ::GlobalTable whose intrinsics are resolved. */
export function tableSpec(name: string, properties: Readonly<Record<string, unknown>>): TableSpec {
  const stream = properties['StreamSpecification'] as { StreamViewType?: string } | undefined;
  const ttl = properties['TimeToLiveSpecification'] as { AttributeName?: string; Enabled?: boolean } | undefined;
  return {
    name,
    keySchema: properties['KeySchema'] as KeyElement[],
    attributes: properties['AttributeDefinitions'],
    globalIndexes: ((properties['GlobalSecondaryIndexes'] ?? []) as Params[]).map(indexOf),
    localIndexes: ((properties['LocalSecondaryIndexes'] ?? []) as Params[]).map(indexOf),
    ...(stream?.StreamViewType === undefined ? {} : { streamView: stream.StreamViewType }),
    ...(ttl?.Enabled === true && ttl.AttributeName !== undefined ? { ttlAttribute: ttl.AttributeName } : {}),
  };
}

const indexOf = ({ IndexName, KeySchema, Projection }: Params): Params => ({ IndexName, KeySchema, Projection });

/** Makes the table, or checks that the one in the state folder still has the template's shape. */
export async function ensureTable(engine: Engine, spec: TableSpec): Promise<void> {
  const existing = await described(engine, spec.name);
  if (existing === undefined) await engine.handle('CreateTable', creation(spec));
  else checkShape(spec, existing);
  const { LatestStreamArn: stream } = (await described(engine, spec.name)) ?? {};
  if ((stream !== undefined) !== (spec.streamView !== undefined)) {
    const StreamSpecification = { StreamEnabled: spec.streamView !== undefined, StreamViewType: spec.streamView };
    await engine.handle('UpdateTable', { TableName: spec.name, StreamSpecification });
  }
  if (spec.ttlAttribute === undefined) return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName: spec.ttlAttribute };
  await engine.handle('UpdateTimeToLive', { TableName: spec.name, TimeToLiveSpecification });
}

async function described(engine: Engine, name: string): Promise<Params | undefined> {
  try {
    return (await engine.handle('DescribeTable', { TableName: name }))['Table'] as Params;
  } catch (error) {
    if (String(answerOf(error)?.body['__type']).endsWith('ResourceNotFoundException')) return undefined;
    throw error;
  }
}

function creation(spec: TableSpec): Params {
  return {
    TableName: spec.name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: spec.keySchema,
    AttributeDefinitions: spec.attributes,
    ...(spec.globalIndexes.length > 0 ? { GlobalSecondaryIndexes: spec.globalIndexes } : {}),
    ...(spec.localIndexes.length > 0 ? { LocalSecondaryIndexes: spec.localIndexes } : {}),
    ...(spec.streamView === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: spec.streamView } }),
  };
}

function checkShape(spec: TableSpec, existing: Params): void {
  const wanted = [spec.keySchema, byName(spec.globalIndexes), byName(spec.localIndexes)];
  const indexes = (field: string) => byName(((existing[field] ?? []) as Params[]).map(indexOf));
  const found = [existing['KeySchema'], indexes('GlobalSecondaryIndexes'), indexes('LocalSecondaryIndexes')];
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(wanted)), JSON.parse(JSON.stringify(found)))) return;
  throw new StartError(
    `Table ${spec.name} in the state folder has other keys or indexes than the template: use another state folder, or delete this one to begin anew.`,
  );
}

const byName = (indexes: readonly Params[]) =>
  indexes.toSorted((a, b) => (String(a['IndexName']) < String(b['IndexName']) ? -1 : 1));
