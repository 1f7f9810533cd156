/**
 * When EKS ends standard support of a Kubernetes version (docs.aws.amazon.com/eks, "Kubernetes versions", as of 2026-02).
 * Afterwards AWS charges extra for a year and then upgrades by itself.
 */
const endOfSupport: Readonly<Record<string, string>> = {
  '1.28': '2024-11-26', '1.29': '2025-03-23', '1.30': '2025-07-23', '1.31': '2025-11-26', '1.32': '2026-03-23', '1.33': '2026-07-29',
  '1.34': '2026-12-02', '1.35': '2027-03-27',
}; // prettier-ignore

/** `1.33` of `v1.33.4-eks-abc`, `1.33+`. */
export function minorVersion(version: string): string | undefined {
  return /^v?(\d{1,3}\.\d{1,3})/.exec(version)?.[1];
}

/** RFC 3339, undefined for a version that is newer than this list. Older than the list is over. */
export function supportUntil(version: string): string | undefined {
  const minor = minorVersion(version);
  if (minor === undefined) return undefined;
  const known = endOfSupport[minor];
  if (known !== undefined) return `${known}T00:00:00.000Z`;
  const [oldest = '1.28'] = Object.keys(endOfSupport);
  return Number(minor.split('.')[1]) < Number(oldest.split('.')[1])
    ? `${endOfSupport[oldest]}T00:00:00.000Z`
    : undefined;
}
