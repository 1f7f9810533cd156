import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { textUpTo } from '../../core/fields.ts';
import type { AuditEvent } from '../../core/inventory/audit-event.ts';
import { AuditLine, eventOfLine } from '../../core/inventory/audit-line.ts';
import { MalformedMessage } from '../../core/malformed.ts';
import type { ClusterStore } from '../../core/ports/clusters.ts';
import { recordAudit, type RecordDeps } from './record.ts';

/** What a subscription of CloudWatch Logs hands over, unpacked. */
const LogData = z.object({
  messageType: z.string(),
  logGroup: textUpTo(512),
  logStream: textUpTo(512),
  logEvents: z.array(z.object({ id: z.string(), timestamp: z.number(), message: z.string() })),
});

export interface AuditDeps extends RecordDeps {
  readonly clusters: Pick<ClusterStore, 'all'>;
}

// A record is at most 256 KiB and a delivery 1 MiB packed; audit lines repeat themselves and shrink to a tenth.
const inflatedBytes = 32 * 1024 * 1024;

/** `/aws/eks/NAME/cluster`, as EKS calls its log groups. */
const groupName = /^\/aws\/eks\/([0-9A-Za-z][0-9A-Za-z_-]{0,99})\/cluster$/;

/** Keeps what a delivery of an EKS cluster's audit log tells. A line that is none is counted and left out. */
export async function audit(data: string, deps: AuditDeps): Promise<void> {
  const { messageType, logGroup, logStream, logEvents } = unpacked(data);
  // CloudWatch asks whether anybody is there.
  if (messageType !== 'DATA_MESSAGE' || !logStream.startsWith('kube-apiserver-audit')) return;
  const eksName = groupName.exec(logGroup)?.[1];
  const cluster = (await deps.clusters.all()).find(({ access }) => access?.credential.kind === 'eks' && access.credential.clusterName === eksName);
  if (cluster === undefined) {
    deps.log.warn('an audit log of nobody that is enrolled', { logGroup });
    deps.meter.count('audit.not-enrolled', logEvents.length);
    return;
  }
  const receivedAt = new Date(deps.now()).toISOString();
  const events: AuditEvent[] = [];
  let [newest, odd] = [0, 0];
  for (const { message, timestamp } of logEvents) {
    const line = lineIn(message);
    if (line === undefined) odd += 1;
    newest = Math.max(newest, line === undefined ? timestamp : Date.parse(line.requestReceivedTimestamp));
    const event = line && eventOfLine(cluster.id, line, receivedAt);
    if (event !== undefined) events.push(event);
  }
  if (odd > 0) deps.meter.count('audit.odd-lines', odd);
  if (logEvents.length > 0) await recordAudit(cluster.id, events, new Date(newest).toISOString(), deps);
} // prettier-ignore

function unpacked(data: string): z.infer<typeof LogData> {
  try {
    return LogData.parse(JSON.parse(gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: inflatedBytes }).toString('utf8'))); // prettier-ignore
  } catch (cause) {
    throw new MalformedMessage('a delivery of CloudWatch Logs does not unpack', { cause });
  }
}

/** Requests outside of objects (`/healthz`) have no reference, and are odd only in being of no interest. */
function lineIn(message: string): AuditLine | undefined {
  try {
    return AuditLine.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
