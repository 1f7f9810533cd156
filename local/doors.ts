import type { Server } from 'node:http';
import { awsEndpoint, type Service } from './aws/endpoint.ts';
import { administer, type Administered, isAdmin } from './http/admin.ts';
import type { LocalApi } from './http/from-template.ts';
import { maxBodyBytes } from './http/gateway.ts';
import {
  type Answer,
  close,
  listen,
  type LoopbackOptions,
  loopbackServer,
  type LoopbackRequest,
} from './http/loopback.ts';
import { listenOutside, type OuterDoor, outerServer } from './http/outer-door.ts';
import { message } from './http/response.ts';
import type { LocalDistribution } from './distribution/from-template.ts';
import type { Identities } from './identities.ts';
import type { Seam } from './seam.ts';
import { isSignIn, type SignInDoor } from './sign-in/door.ts';
import type { Template } from './template/template.ts';

export type DoorOptions = Readonly<{
  template: Template;
  identities: Identities;
  /** Of the first API; 0 is any free one. */
  port: number;
  /** @default other machines reach nothing */
  outer?: OuterDoor;
  seam: Seam;
}>;

/** What answers behind the doors, once it is built. */
export type Behind = Readonly<{
  services: Readonly<Record<string, Service>>;
  apis: readonly LocalApi[];
  administered: Administered;
  signIn: SignInDoor;
  /** What people look at, on the door of the first API. */
  distribution: LocalDistribution | undefined;
}>;

/**
 * The servers on loopback: one in the place of AWS, one for each HTTP API. They listen before anything is built, because
 * what the template's resources are called depends on their ports; until `furnish` an API answers 503.
 */
export class Doors {
  readonly #servers: Server[] = [];
  readonly #ports = new Map<string, number>();
  readonly #services: Record<string, Service> = {};
  readonly #apis = new Map<string, LocalApi>();
  readonly #identities: Identities;
  #administered: Administered | undefined;
  #signIn: SignInDoor | undefined;
  #distribution: LocalDistribution | undefined;
  #outerPort: number | undefined;

  private constructor(identities: Identities) {
    this.#identities = identities;
  }

  static async open({ template, identities, port, outer, seam }: DoorOptions): Promise<Doors> {
    const doors = new Doors(identities);
    try {
      const aws = awsEndpoint(doors.#services, (key) => identities.identityOf(key));
      await doors.#listen('aws', aws, 0);
      const apis = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Api');
      for (const [index, [id, { Properties }]] of apis.entries()) {
        const cors = Properties['CorsConfiguration'] as { AllowOrigins?: string[] } | undefined;
        await doors.#listen(id, doors.#apiServer(id, cors?.AllowOrigins ?? [], seam), index === 0 ? port : 0);
        if (index === 0 && outer !== undefined) doors.#outerPort = await doors.#openOuter(id, outer, seam);
      }
      return doors;
    } catch (error) {
      await doors.close();
      throw error;
    }
  }

  furnish({ services, apis, administered, signIn, distribution }: Behind): void {
    this.#distribution = distribution;
    this.#signIn = signIn;
    Object.assign(this.#services, services);
    for (const api of apis) this.#apis.set(api.id, api);
    this.#administered = administered;
  }

  /** By logical id of the API, and `aws`. */
  get ports(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#ports);
  }

  get awsUrl(): string {
    return this.urlOf('aws');
  }

  /** Of the door for other machines; undefined where there is none. */
  get outerPort(): number | undefined {
    return this.#outerPort;
  }

  /** Without a slash at the end. */
  urlOf(id: string): string {
    return `http://127.0.0.1:${this.#ports.get(id) ?? 0}`;
  }

  /** The first API of the template; empty when it has none. */
  get url(): string {
    const first = [...this.#ports.keys()].find((id) => id !== 'aws');
    return first === undefined ? '' : this.urlOf(first);
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(close));
  }

  async #listen(id: string, server: Server, port: number): Promise<void> {
    this.#ports.set(id, await listen(server, port));
    this.#servers.push(server);
  }

  async #openOuter(id: string, outer: OuterDoor, seam: Seam): Promise<number> {
    const server = outerServer(outer, this.#apiOptions(id, seam));
    this.#servers.push(server);
    return listenOutside(server, outer);
  }

  #apiServer(id: string, origins: readonly string[], seam: Seam): Server {
    return loopbackServer({ ...this.#apiOptions(id, seam), origins });
  }

  #apiOptions(id: string, seam: Seam): LoopbackOptions {
    return {
      maxBodyBytes,
      tooLarge: message(413, 'Request Entity Too Large'),
      forbidden: message(403, 'Forbidden'),
      answer: (request) => this.#answer(id, request),
      onAnswered: (_, { status }) => {
        if (status === 202) seam('ingest-answered');
      },
    };
  }

  async #answer(id: string, request: LoopbackRequest): Promise<Answer> {
    const api = this.#apis.get(id);
    if (api === undefined || this.#administered === undefined) return message(503, 'Service Unavailable');
    if (!isAdmin(request)) {
      const distribution = this.urlOf(id) === this.url && !isForApi(request) ? this.#distribution : undefined;
      return distribution === undefined
        ? api.answer(request)
        : distribution.answer(request, (rewritten) => api.answer(rewritten));
    }
    if (this.#signIn !== undefined && isSignIn(request)) return this.#signIn.answer(request);
    if (this.#identities.signedBy(request) === undefined) return message(403, 'Forbidden');
    return administer(this.#administered, request);
  }
}

/** In AWS the API has an address of its own, which sentinels and the CLI use; here it shares the dashboard's. */
function isForApi({ message: { url = '' } }: LoopbackRequest): boolean {
  return url.startsWith('/v1/');
}
