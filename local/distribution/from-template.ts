import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Answer, LoopbackRequest } from '../http/loopback.ts';
import { message } from '../http/response.ts';
import { StartError } from '../start-error.ts';
import type { World } from '../template/world.ts';
import { edgeFunction, type EdgeFunction } from './edge-function.ts';
import { securityHeaders } from './headers.ts';
import { type SiteFile, mediaTypeOf } from './site-file.ts';

export const distributionType = 'AWS::CloudFront::Distribution';
export const deploymentType = 'Custom::CDKBucketDeployment';

/** A distribution on this machine: the files that a deployment would have copied, and the API, each behind its path. */
export type LocalDistribution = Readonly<{
  /** @param api what stands behind the behaviours that lead to the API, given the request as they rewrote it */
  answer(request: LoopbackRequest, api: (request: LoopbackRequest) => Promise<Answer>): Promise<Answer>;
}>;

interface Behaviour {
  readonly TargetOriginId: string;
  readonly PathPattern?: string;
  readonly AllowedMethods?: readonly string[];
  readonly ResponseHeadersPolicyId?: string;
  readonly FunctionAssociations?: readonly { readonly EventType: string; readonly FunctionARN: string }[];
}

interface Config {
  readonly DefaultRootObject?: string;
  readonly DefaultCacheBehavior: Behaviour;
  readonly CacheBehaviors?: readonly Behaviour[];
  readonly Origins: readonly { readonly Id: string; readonly DomainName: string; readonly CustomOriginConfig?: unknown }[];
} // prettier-ignore

interface Deployment {
  readonly DestinationBucketKeyPrefix?: string;
  readonly SourceObjectKeys: readonly string[];
  readonly SystemMetadata?: Readonly<Record<string, string>>;
}

/** The first distribution of the template; undefined where there is none. */
export function distributionOf(world: World, assets: string): LocalDistribution | undefined {
  const [found, other] = world.ofType(distributionType);
  if (found === undefined) return undefined;
  if (other !== undefined) throw new StartError(`${other.id} is a second distribution, and one is emulated.`);
  const config = found.properties['DistributionConfig'] as Config;
  const functions = new Map(world.ofType('AWS::CloudFront::Function').map(({ id, properties }) => [id, edgeFunction(id, String(properties['FunctionCode']))])); // prettier-ignore
  const policies = new Map(world.ofType('AWS::CloudFront::ResponseHeadersPolicy').map(({ id, properties }) => [world.nameOf(id), securityHeaders(properties, (text) => world.localised(text))])); // prettier-ignore
  const files = filesOf(world, assets);
  const behaviours = [...(config.CacheBehaviors ?? []), config.DefaultCacheBehavior].map((behaviour) => {
    const origin = config.Origins.find(({ Id }) => Id === behaviour.TargetOriginId);
    return {
      pattern: patternOf(behaviour.PathPattern),
      methods: behaviour.AllowedMethods ?? ['GET', 'HEAD'],
      rewrite: rewriteOf(found.id, behaviour, functions),
      headers: policies.get(behaviour.ResponseHeadersPolicyId ?? '') ?? {},
      toApi: origin?.CustomOriginConfig !== undefined,
    };
  });
  return {
    async answer(request, api) {
      const { url = '/', method = 'GET' } = request.message;
      const [path = '/', query] = url.split(/\?(.*)/s);
      const behaviour = behaviours.find(({ pattern }) => pattern.test(path));
      if (behaviour === undefined) return message(404, 'Not Found');
      if (!behaviour.methods.includes(method)) return { ...message(403, 'Forbidden'), headers: behaviour.headers };
      const uri = behaviour.rewrite(path === '/' && !behaviour.toApi ? `/${config.DefaultRootObject ?? ''}` : path);
      const target = query === undefined ? uri : `${uri}?${query}`;
      const answer = behaviour.toApi ? await api(readdressed(request, target)) : fileAnswer(files.get(uri), request);
      return { ...answer, headers: { ...answer.headers, ...behaviour.headers } };
    },
  };
}

function rewriteOf(id: string, { FunctionAssociations = [] }: Behaviour, functions: ReadonlyMap<string, EdgeFunction>): EdgeFunction {
  const [one, another] = FunctionAssociations;
  if (one === undefined) return (uri) => uri;
  const found = functions.get(one.FunctionARN);
  if (another !== undefined || one.EventType !== 'viewer-request' || found === undefined) throw new StartError(`${id} runs a function that is not emulated: one of the template on viewer-request is.`); // prettier-ignore
  return found;
} // prettier-ignore

/** `/api/*`: the star stands for any characters, as in CloudFront. */
function patternOf(text = '*'): RegExp {
  const escaped = text.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}

function readdressed({ message: incoming, body }: LoopbackRequest, url: string): LoopbackRequest {
  return { message: Object.create(incoming, { url: { value: url } }) as typeof incoming, body };
}

function fileAnswer(file: SiteFile | undefined, { message: { headers } }: LoopbackRequest): Answer {
  // Without the right to list, S3 tells a stranger nothing of what is not there.
  if (file === undefined) return message(403, 'Forbidden');
  const shared = { etag: file.etag, 'cache-control': file.cacheControl };
  if (headers['if-none-match'] === file.etag) return { status: 304, headers: shared };
  return { status: 200, headers: { ...shared, 'content-type': file.mediaType }, body: readFileSync(file.path) };
}

/** What the deployments of the template copy, in their order, by address. */
function filesOf(world: World, assets: string): ReadonlyMap<string, SiteFile> {
  const files = new Map<string, SiteFile>();
  for (const { id, properties } of world.ofType(deploymentType)) {
    const {
      DestinationBucketKeyPrefix = '',
      SourceObjectKeys,
      SystemMetadata = {},
    } = properties as unknown as Deployment;
    const prefix = DestinationBucketKeyPrefix.replace(/\/$/, '');
    const { 'cache-control': cacheControl = '' } = SystemMetadata;
    for (const key of SourceObjectKeys) {
      const folder = join(assets, `asset.${key.replace(/\.zip$/, '')}`);
      for (const path of pathsIn(folder, id)) {
        const name = relative(folder, path).split(sep).join('/');
        files.set(`${prefix === '' ? '' : `/${prefix}`}/${name}`, { path, cacheControl, mediaType: mediaTypeOf(name), etag: `"${key.slice(0, 16)}-${name.length}"` }); // prettier-ignore
      }
    }
  }
  return files;
}

function pathsIn(folder: string, id: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    throw new StartError(`${id}: its files are not in ${folder}; build and synthesize again.`);
  }
}
