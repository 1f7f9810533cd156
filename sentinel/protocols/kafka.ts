import { FramedParser, type Message } from './framed.ts';
import type { Context, Guess, Opening, Protocol } from './protocol.ts';

/** https://kafka.apache.org/protocol.html#protocol_api_keys */
const APIS: readonly string[] = [
  'Produce', 'Fetch', 'ListOffsets', 'Metadata', 'LeaderAndIsr', 'StopReplica', 'UpdateMetadata', 'ControlledShutdown',
  'OffsetCommit', 'OffsetFetch', 'FindCoordinator', 'JoinGroup', 'Heartbeat', 'LeaveGroup', 'SyncGroup', 'DescribeGroups',
  'ListGroups', 'SaslHandshake', 'ApiVersions', 'CreateTopics', 'DeleteTopics', 'DeleteRecords', 'InitProducerId',
  'OffsetForLeaderEpoch', 'AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn', 'WriteTxnMarkers', 'TxnOffsetCommit',
  'DescribeAcls', 'CreateAcls', 'DeleteAcls', 'DescribeConfigs', 'AlterConfigs', 'AlterReplicaLogDirs', 'DescribeLogDirs',
  'SaslAuthenticate', 'CreatePartitions', 'CreateDelegationToken', 'RenewDelegationToken', 'ExpireDelegationToken',
  'DescribeDelegationToken', 'DeleteGroups', 'ElectLeaders', 'IncrementalAlterConfigs', 'AlterPartitionReassignments',
  'ListPartitionReassignments', 'OffsetDelete', 'DescribeClientQuotas', 'AlterClientQuotas', 'DescribeUserScramCredentials',
  'AlterUserScramCredentials', 'Vote', 'BeginQuorumEpoch', 'EndQuorumEpoch', 'DescribeQuorum', 'AlterPartition',
  'UpdateFeatures', 'Envelope', 'FetchSnapshot', 'DescribeCluster', 'DescribeProducers', 'BrokerRegistration',
  'BrokerHeartbeat', 'UnregisterBroker', 'DescribeTransactions', 'ListTransactions', 'AllocateProducerIds',
  'ConsumerGroupHeartbeat', 'ConsumerGroupDescribe', 'ControllerRegistration', 'GetTelemetrySubscriptions', 'PushTelemetry',
  'AssignReplicasToDirs', 'ListClientMetricsResources', 'DescribeTopicPartitions',
]; // prettier-ignore

/** No API has had more versions so far. */
const HIGHEST_VERSION = 18;
const LONGEST_REQUEST = 104_857_600;
/** Length, api key, version, correlation id, length of the client id. */
const HEAD = 14;

function framing({ findings }: Context) {
  return (bytes: Buffer): Message | 'lost' | undefined => {
    if (bytes.length < HEAD) return undefined;
    const size = bytes.readUInt32BE(0);
    if (size < 10 || size > LONGEST_REQUEST) return 'lost';
    const method = APIS[bytes.readUInt16BE(4)] ?? 'other';
    return { length: 4 + size, needs: HEAD, read: () => findings.operation({ app: 'kafka', method }) };
  };
}

function guess({ client }: Opening): Guess {
  if (client.length === 0) return 'more';
  if (client.length < HEAD) return client[0] === 0 || client.length < 1 ? 'more' : 'no';
  const size = client.readUInt32BE(0);
  if (size < 10 || size > LONGEST_REQUEST || APIS[client.readUInt16BE(4)] === undefined) return 'no';
  if (client.readUInt16BE(6) > HIGHEST_VERSION) return 'no';
  const name = client.readInt16BE(12);
  if (name < -1 || name > 255 || 10 + Math.max(0, name) > size) return 'no';
  if (client.length < HEAD + name) return 'more';
  // Everything beyond the name may be anything, so the name must be one, and a first request is small.
  const text = client.toString('latin1', HEAD, HEAD + Math.max(0, name));
  return /^[\x20-\x7e]*$/.test(text) && size < 65_536 && client.readInt32BE(8) >= 0 ? 'yes' : 'no';
}

const isRequest = (bytes: Buffer) => guess({ client: bytes, server: bytes, begun: false }) === 'yes';

export const kafka: Protocol = { name: 'kafka', guess, parser: (context) => new FramedParser(framing(context), isRequest), mining: 'nothing' }; // prettier-ignore
