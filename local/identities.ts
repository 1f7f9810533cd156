import { createHmac, randomBytes } from 'node:crypto';
import type { Identity } from './aws/endpoint.ts';
import type { LocalCredentials } from './credentials.ts';
import type { IamIdentity } from './http/gateway.ts';
import type { LoopbackRequest } from './http/loopback.ts';
import { verifySignature } from './iam/signature.ts';
import type { World } from './template/world.ts';

export type RoleCredentials = Readonly<{ accessKeyId: string; secretAccessKey: string }>;

const rolePrefix = 'LOCAL';

/** Who may sign: the one local person, and each role with a secret that lives as long as the process. */
export class Identities {
  readonly #person: LocalCredentials;
  readonly #account: string;
  readonly #seed = randomBytes(32);
  readonly #roles = new Map<string, Identity>();

  constructor(person: LocalCredentials, account: string) {
    this.#person = person;
    this.#account = account;
  }

  /** The access key names the role, so that each endpoint knows the caller. */
  credentialsOf(role: string): RoleCredentials {
    const secretAccessKey = createHmac('sha256', this.#seed).update(role).digest('base64url');
    return { accessKeyId: `${rolePrefix}${role}`, secretAccessKey };
  }

  admitRoles(world: World): void {
    for (const { id } of world.ofType('AWS::IAM::Role')) {
      const { accessKeyId, secretAccessKey } = this.credentialsOf(id);
      const caller = world.roleCaller(world.arnOf(id), id, world.nameOf(id));
      this.#roles.set(accessKeyId, { secret: secretAccessKey, caller });
    }
  }

  identityOf(accessKeyId: string): Identity | undefined {
    if (accessKeyId !== this.#person.accessKeyId) return this.#roles.get(accessKeyId);
    return { secret: this.#person.secretAccessKey, caller: { kind: 'person', arn: this.personArn } };
  }

  get personArn(): string {
    return `arn:aws:iam::${this.#account}:user/local`;
  }

  /** The person behind a request to an API, as `requestContext.authorizer.iam` tells it; only a valid signature counts. */
  signedBy({ message: { method = 'GET', url = '/', headers }, body }: LoopbackRequest): IamIdentity | undefined {
    const { accessKeyId, secretAccessKey } = this.#person;
    const secretOf = (key: string) => (key === accessKeyId ? secretAccessKey : undefined);
    const verified = verifySignature({ method, url, headers, body }, secretOf, Date.now());
    if (verified.kind === 'invalid' || verified.credential.service !== 'execute-api') return undefined;
    return {
      accessKey: accessKeyId,
      accountId: this.#account,
      callerId: 'LOCALPERSON',
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: this.personArn,
      userId: 'LOCALPERSON',
    };
  }
}
