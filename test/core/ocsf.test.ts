import { detectionFinding } from '../../core/ocsf.ts';
import { message } from './notice-message.ts';

// Facts from the published schema (github.com/ocsf/ocsf-schema 05e0f0b, events/base_event.json, events/findings/finding.json and
// detection_finding.json, objects/finding_info.json, metadata.json, product.json): what is required, and the enumerations.
const required = [
  'activity_id',
  'category_uid',
  'class_uid',
  'finding_info',
  'metadata',
  'severity_id',
  'time',
  'type_uid',
];

const said = (version: number, severity: 'low' | 'medium' | 'high' | 'critical' = 'critical') =>
  detectionFinding(message({ version, severity }), { version: '0.1.0', at: 1_764_000_000_000 }) as Record<
    string,
    unknown
  >;

test('an incident is a Detection Finding with everything that the schema requires', () => {
  const finding = said(1) as Record<string, unknown> & {
    metadata: { version: string; product: { name: string; vendor_name: string } };
    finding_info: { uid: string; attacks: unknown };
  };
  expect(required.filter((name) => finding[name] === undefined)).toEqual([]);
  expect(finding).toMatchObject({
    category_uid: 2,
    class_uid: 2004,
    activity_id: 1,
    type_uid: 200_401,
    severity_id: 5,
  });
  expect(finding.metadata.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(finding.metadata.product).toMatchObject({ name: 'Plumbline', vendor_name: 'Plumbline' });
  expect(finding.finding_info.uid).toMatch(/^[0-9a-f]{32}$/);
  expect(finding.finding_info.attacks).toEqual([{ technique: { uid: 'T1496.001' } }]);
  expect(Number.isInteger(finding['time'])).toBe(true);
});

test('a later version is an update of the same finding, and severities are those of the schema', () => {
  expect(said(2)).toMatchObject({ activity_id: 2, type_uid: 200_402, status_id: 2 });
  expect((said(2)['finding_info'] as { uid: string }).uid).toBe((said(1)['finding_info'] as { uid: string }).uid);
  expect((['low', 'medium', 'high', 'critical'] as const).map((severity) => said(1, severity)['severity_id'])).toEqual([
    2, 3, 4, 5,
  ]);
});

test('names in it cannot be clicked', () => {
  const text = JSON.stringify({ ...said(1), finding_info: { ...(said(1)['finding_info'] as object), src_url: '' } });
  expect(text).toContain('pool[.]badcoin[.]net');
  expect(text).not.toContain('pool.badcoin.net');
});
