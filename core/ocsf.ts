import { defang, visible } from './defang.ts';
import type { NoticeMessage } from './message.ts';

/** OCSF 1.6, which AWS Security Hub speaks. */
const schemaVersion = '1.6.0';
const classUid = 2004;
const severities = { low: [2, 'Low'], medium: [3, 'Medium'], high: [4, 'High'], critical: [5, 'Critical'] } as const;

export interface OcsfContext {
  /** Of the product. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An incident as a Detection Finding (class 2004) of the Open Cybersecurity Schema Framework: what EventBridge carries. */
export function detectionFinding({ cluster, incident, version, notice }: NoticeMessage, context: OcsfContext): object {
  const activity = version === 1 ? { id: 1, name: 'Create' } : { id: 2, name: 'Update' };
  const [severityId, severity] = severities[notice.severity];
  const what = notice.sections.map(({ title, lines }) => `${plain(title)}: ${lines.map(plain).join(' ')}`).join('\n');
  return {
    activity_id: activity.id,
    activity_name: activity.name,
    category_uid: 2,
    category_name: 'Findings',
    class_uid: classUid,
    class_name: 'Detection Finding',
    type_uid: classUid * 100 + activity.id,
    type_name: `Detection Finding: ${activity.name}`,
    severity_id: severityId,
    severity,
    status_id: activity.id,
    status: version === 1 ? 'New' : 'In Progress',
    is_alert: true,
    time: context.at,
    message: plain(notice.headline),
    metadata: {
      version: schemaVersion,
      uid: `${incident}-${version}`,
      event_code: notice.classification,
      product: { name: 'Plumbline', vendor_name: 'Plumbline', version: context.version },
    },
    finding_info: {
      uid: incident,
      title: plain(notice.headline),
      desc: what.slice(0, 8_000),
      types: [notice.classification],
      src_url: notice.link,
      analytic: { type_id: 1, type: 'Rule', name: notice.classification },
      attacks: notice.techniques.map((uid) => ({ technique: { uid } })),
    },
    resources: [{ type: 'Kubernetes cluster', uid: cluster, name: cluster }],
    ...(notice.command === undefined ? {} : { remediation: { desc: visible(notice.command) } }),
  };
} // prettier-ignore

const plain = (text: string) => defang(visible(text));
