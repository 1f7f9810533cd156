import { StartError } from '../start-error.ts';
import type { Caller } from '../iam/access.ts';
import { Resolver, type Environment } from './resolve.ts';
import { namesOf, type Places } from './names.ts';
import type { Template } from './template.ts';

export type Found = Readonly<{
  id: string;
  properties: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
}>;

/** The template as it would be deployed: only resources whose condition holds, every intrinsic resolved. */
export class World {
  readonly template: Template;
  readonly resolver: Resolver;
  readonly region: string;
  readonly account: string;
  readonly #places: Places;

  constructor(template: Template, environment: Environment, places: Places) {
    this.template = template;
    this.region = environment.region;
    this.account = environment.account;
    this.#places = places;
    this.resolver = new Resolver(template, namesOf(environment, places), environment);
  }

  ofType(type: string): readonly Found[] {
    return Object.entries(this.template.Resources)
      .filter(([id, resource]) => resource.Type === type && this.resolver.condition(resource.Condition, id))
      .map(([id, { Metadata }]) => ({ id, properties: this.resolver.properties(id), metadata: Metadata }));
  }

  nameOf(id: string): string {
    return String(this.resolver.resolve({ Ref: id }, id));
  }

  arnOf(id: string): string {
    return String(this.resolver.resolve({ 'Fn::GetAtt': [id, 'Arn'] }, id));
  }

  /** Whoever acts with this role. @param session what it calls itself, such as the name of a function */
  roleCaller(roleArn: string, where: string, session: string): Extract<Caller, { kind: 'role' }> {
    const found = this.ofType('AWS::IAM::Role').find(({ id }) => this.arnOf(id) === roleArn);
    if (found === undefined) throw new StartError(`${where} uses the role ${roleArn}, which is not in the template.`);
    const name = this.nameOf(found.id);
    return {
      kind: 'role',
      role: found.id,
      arn: roleArn,
      session: `arn:aws:sts::${this.account}:assumed-role/${name}/${session}`,
    };
  }

  outputs(): Readonly<Record<string, string>> {
    const { Outputs } = this.template;
    const wanted = Object.entries(Outputs).filter(([id, { Condition }]) => this.resolver.condition(Condition, id));
    return Object.fromEntries(
      wanted.map(([id, { Value }]) => [id, this.localised(String(this.resolver.resolve(Value, `Outputs.${id}`)))]),
    );
  }

  /** The CDK spells the public addresses of an API and of a user pool itself; here they lead to this machine. */
  localised(text: string): string {
    return this.#addresses().reduce((result, [address, here]) => (result.includes(address) ? result.replaceAll(address, here()) : result), text);
  } // prettier-ignore

  #addresses(): readonly (readonly [address: string, here: () => string])[] {
    const signIn = () => this.#places.signInUrl();
    return Object.entries(this.template.Resources).flatMap(([id, { Type }]): [string, () => string][] => {
      switch (Type) {
        case 'AWS::ApiGatewayV2::Api':
          return [[`https://${id}.execute-api.${this.region}.amazonaws.com`, () => this.#places.apiUrl(id)]];
        // One door: what people open and the API that stands behind it.
        case 'AWS::CloudFront::Distribution':
          return [[`https://${id}.cloudfront.net`, () => this.#places.dashboardUrl()]];
        case 'AWS::Cognito::UserPool':
          return [[`https://cognito-idp.${this.region}.amazonaws.com/${this.nameOf(id)}`, signIn]];
        case 'AWS::Cognito::UserPoolDomain':
          return [[`https://${this.nameOf(id)}.auth.${this.region}.amazoncognito.com`, signIn]];
        default:
          return [];
      }
    });
  }
}
