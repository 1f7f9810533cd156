import type { Functions } from '../sandbox/functions.ts';
import type { Issuer } from '../sign-in/issuer.ts';
import { StartError } from '../start-error.ts';
import type { World } from '../template/world.ts';
import type { Cors } from './cors.ts';
import { type Authorization, gateway, type GatewayOptions, type Target } from './gateway.ts';
import { jwtAuthorizer } from './jwt-authorizer.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import type { Answer, LoopbackRequest } from './loopback.ts';
import { type Route, routeOf } from './routes.ts';

export type ApiParts = Readonly<{
  world: World;
  functions: Functions;
  /** For the age of cached rulings: already scaled. */
  cacheNow: () => number;
  now: () => number;
  /** In the place of the template's user pool. */
  issuer: Issuer;
  signedBy: GatewayOptions['signedBy'];
}>;

export type LocalApi = Readonly<{
  id: string;
  origins: readonly string[];
  answer(request: LoopbackRequest): Promise<Answer>;
}>;

/** Milliseconds; an HTTP API waits no longer. */
const defaultTimeoutMs = 30_000;

/** The HTTP APIs of the template with their routes, integrations and authorizers. */
export function apisOf(parts: ApiParts): readonly LocalApi[] {
  const { world, functions, now, signedBy } = parts;
  return world.ofType('AWS::ApiGatewayV2::Api').map(({ id, properties }) => {
    if (properties['ProtocolType'] !== 'HTTP')
      throw new StartError(`${id} is not an HTTP API, which is all that is emulated.`);
    const stages = world.ofType('AWS::ApiGatewayV2::Stage').filter(({ properties: stage }) => stage['ApiId'] === id);
    const other = stages.find(({ properties: stage }) => stage['StageName'] !== '$default');
    if (other !== undefined)
      throw new StartError(`${other.id} is not the stage $default, which is all that is emulated.`);
    const cors = properties['CorsConfiguration'] as Cors | undefined;
    return {
      id,
      origins: (cors?.AllowOrigins ?? []).filter((origin) => origin !== '*'),
      answer: gateway({
        place: { apiId: id, account: world.account, region: world.region },
        routes: routesOf(id, parts),
        ...(cors === undefined ? {} : { cors }),
        functions,
        now,
        signedBy,
      }),
    };
  });
}

function routesOf(apiId: string, parts: ApiParts): readonly Route<Target>[] {
  const { world, functions } = parts;
  const integrations = new Map(world.ofType('AWS::ApiGatewayV2::Integration').map((one) => [one.id, one.properties]));
  const authorizations = authorizationsOf(apiId, parts);
  return world
    .ofType('AWS::ApiGatewayV2::Route')
    .filter(({ properties }) => properties['ApiId'] === apiId)
    .map(({ id, properties }) => {
      const { RouteKey, Target, AuthorizationType, AuthorizerId } = properties;
      const integration = integrations.get(String(Target).split('/').at(-1) ?? '');
      if (integration?.['IntegrationType'] !== 'AWS_PROXY' || integration['PayloadFormatVersion'] !== '2.0') {
        throw new StartError(`${id}: only functions with payload 2.0 are emulated behind a route.`);
      }
      return routeOf(String(RouteKey), {
        functionArn: functions.get(String(integration['IntegrationUri'])).arn,
        timeoutMs: Number(integration['TimeoutInMillis'] ?? defaultTimeoutMs),
        authorization: authorizationOf(id, AuthorizationType, AuthorizerId, authorizations),
      });
    });
}

function authorizationOf(
  id: string,
  type: unknown,
  authorizerId: unknown,
  authorizations: ReadonlyMap<string, Authorization>,
): Authorization {
  if (type === undefined || type === 'NONE') return { kind: 'none' };
  if (type === 'AWS_IAM') return { kind: 'iam' };
  const kind = { CUSTOM: 'lambda', JWT: 'jwt' }[type as string];
  const found = authorizations.get(String(authorizerId));
  if (found === undefined || found.kind !== kind)
    throw new StartError(`${id} is authorised by ${JSON.stringify(type)}, which is not emulated.`);
  return found;
}

function authorizationsOf(
  apiId: string,
  { world, functions, cacheNow, issuer }: ApiParts,
): ReadonlyMap<string, Authorization> {
  const mine = world.ofType('AWS::ApiGatewayV2::Authorizer').filter(({ properties }) => properties['ApiId'] === apiId);
  return new Map(
    mine.map(({ id, properties }): [string, Authorization] => {
      if (properties['AuthorizerType'] === 'JWT') {
        return [id, { kind: 'jwt', authorizer: jwtAuthorizer(id, localisedIn(properties, world), issuer) }];
      }
      const sourceArn = `arn:aws:execute-api:${world.region}:${world.account}:${apiId}/authorizers/${id}`;
      const caller = { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn } as const;
      return [id, { kind: 'lambda', authorizer: lambdaAuthorizer(id, properties, functions, caller, cacheNow) }];
    }),
  );
}

/** The issuer of the template's own user pool is on this machine. */
function localisedIn(properties: Readonly<Record<string, unknown>>, world: World): Readonly<Record<string, unknown>> {
  const { JwtConfiguration } = properties as { JwtConfiguration?: { Issuer?: string } };
  const Issuer = world.localised(JwtConfiguration?.Issuer ?? '');
  return { ...properties, JwtConfiguration: { ...JwtConfiguration, Issuer } };
}
