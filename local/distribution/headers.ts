import { StartError } from '../start-error.ts';

interface Policy {
  readonly SecurityHeadersConfig?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly CustomHeadersConfig?: { readonly Items: readonly { readonly Header: string; readonly Value: string }[] };
}

/** How each part of a response headers policy is said on the wire. */
const said: Readonly<Record<string, (part: Readonly<Record<string, unknown>>) => readonly [string, string]>> = {
  ContentSecurityPolicy: (part) => ['content-security-policy', String(part['ContentSecurityPolicy'])],
  ContentTypeOptions: () => ['x-content-type-options', 'nosniff'],
  FrameOptions: (part) => ['x-frame-options', String(part['FrameOption'])],
  ReferrerPolicy: (part) => ['referrer-policy', String(part['ReferrerPolicy'])],
  StrictTransportSecurity: (part) => ['strict-transport-security', `max-age=${Number(part['AccessControlMaxAgeSec'])}${part['IncludeSubdomains'] === true ? '; includeSubDomains' : ''}`], // prettier-ignore
};

/** @param localised leads addresses of AWS to this machine */
export function securityHeaders(
  properties: Readonly<Record<string, unknown>>,
  localised: (text: string) => string,
): Readonly<Record<string, string>> {
  const { SecurityHeadersConfig = {}, CustomHeadersConfig } = properties['ResponseHeadersPolicyConfig'] as Policy;
  const security = Object.entries(SecurityHeadersConfig).map(([name, part]) => {
    const say = said[name];
    if (say === undefined) throw new StartError(`The response header ${name} is not emulated.`);
    const [header, value] = say(part);
    return [header, localised(value)] as const;
  });
  const custom = (CustomHeadersConfig?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value] as const);
  return Object.fromEntries([...security, ...custom]);
}
