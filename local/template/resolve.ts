import { StartError } from '../start-error.ts';
import type { Template } from './template.ts';

/** What `Ref` and `Fn::GetAtt` of a resource mean. */
export type Names = Readonly<{
  ref(logicalId: string, type: string, properties: () => Record<string, unknown>): string;
  attribute(logicalId: string, type: string, name: string, properties: () => Record<string, unknown>): string;
}>;

export type Environment = Readonly<{ region: string; account: string; stackName: string }>;

type Args = readonly unknown[];

/** CloudFormation's intrinsic functions over one template. An unknown one is an error that names where it stands. */
export class Resolver {
  readonly #template: Template;
  readonly #names: Names;
  readonly #pseudo: Readonly<Record<string, string>>;
  readonly #intrinsics: Readonly<Record<string, (argument: unknown, where: string) => unknown>>;

  constructor(template: Template, names: Names, { region, account, stackName }: Environment) {
    this.#template = template;
    this.#names = names;
    this.#pseudo = {
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    this.#intrinsics = {
      Ref: (id, where) => this.#ref(String(id), where),
      Condition: (name, where) => this.condition(String(name), where),
      'Fn::GetAtt': (argument, where) => this.#attribute(argument, where),
      'Fn::Join': ([separator, parts]: Args, where) => this.#list(parts, where).join(String(separator)),
      'Fn::Split': ([separator, text]: Args, where) => String(this.resolve(text, where)).split(String(separator)),
      'Fn::Select': ([index, list]: Args, where) => this.#select(index, list, where),
      'Fn::Sub': (argument, where) => this.#substitute(argument, where),
      'Fn::FindInMap': (argument, where) => this.#findInMap(argument, where),
      'Fn::Base64': (text, where) => Buffer.from(String(this.resolve(text, where))).toString('base64'),
      'Fn::If': ([name, yes, no]: Args, where) => this.resolve(this.condition(String(name), where) ? yes : no, where),
      'Fn::Equals': ([a, b]: Args, where) => same(this.resolve(a, where), this.resolve(b, where)),
      'Fn::And': (all, where) => this.#list(all, where).every((one) => one === true),
      'Fn::Or': (all, where) => this.#list(all, where).some((one) => one === true),
      'Fn::Not': ([one]: Args, where) => this.resolve(one, where) !== true,
    } as Record<string, (argument: unknown, where: string) => unknown>;
  }

  /** The value without intrinsics; properties whose value is AWS::NoValue are gone. `where` is for error messages. */
  resolve(value: unknown, where: string): unknown {
    if (Array.isArray(value)) return this.#list(value, where);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && name !== undefined) {
      const intrinsic = this.#intrinsics[name];
      if (intrinsic !== undefined) return intrinsic(argument, where);
      if (name.startsWith('Fn::')) throw new StartError(`${where} uses ${name}, which is not emulated.`);
    }
    const resolved = entries.map(([key, one]) => [key, this.resolve(one, `${where}.${key}`)] as const);
    return Object.fromEntries(resolved.filter(([, one]) => one !== undefined));
  }

  properties(logicalId: string): Record<string, unknown> {
    return this.resolve(this.#template.Resources[logicalId]?.Properties ?? {}, logicalId) as Record<string, unknown>;
  }

  condition(name: string | undefined, where: string): boolean {
    if (name === undefined) return true;
    if (!Object.hasOwn(this.#template.Conditions, name)) {
      throw new StartError(`${where} depends on condition ${name}, which the template does not define.`);
    }
    return this.resolve(this.#template.Conditions[name], `Conditions.${name}`) === true;
  }

  #list(values: unknown, where: string): unknown[] {
    const list = Array.isArray(values) ? values : this.resolve(values, where);
    if (!Array.isArray(list)) throw new StartError(`${where} needs a list.`);
    return list.map((one) => this.resolve(one, where)).filter((one) => one !== undefined);
  }

  #ref(id: string, where: string): unknown {
    if (id === 'AWS::NoValue') return undefined;
    const pseudo = this.#pseudo[id];
    if (pseudo !== undefined) return pseudo;
    if (id.startsWith('AWS::')) throw new StartError(`${where} refers to ${id}, which is not emulated.`);
    const parameter = this.#template.Parameters[id];
    if (parameter?.Default !== undefined) return parameter.Default;
    if (parameter !== undefined) throw new StartError(`${where} needs parameter ${id}, which has no default.`);
    return this.#names.ref(id, this.#type(id, where), () => this.#named(id));
  }

  #attribute(argument: unknown, where: string): string {
    const [id, ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    if (id === undefined || rest.length === 0) throw new StartError(`${where} has a Fn::GetAtt without an attribute.`);
    return this.#names.attribute(id, this.#type(id, where), rest.join('.'), () => this.#named(id));
  }

  /** Names may not depend on names: only plain values and pseudo parameters are expected in them. */
  #named(id: string): Record<string, unknown> {
    return this.properties(id);
  }

  #type(id: string, where: string): string {
    const resource = this.#template.Resources[id];
    if (resource === undefined) throw new StartError(`${where} refers to ${id}, which is not in the template.`);
    return resource.Type;
  }

  #select(index: unknown, list: unknown, where: string): unknown {
    const chosen = this.#list(list, where)[Number(this.resolve(index, where))];
    if (chosen === undefined) throw new StartError(`${where} selects element ${String(index)} of a shorter list.`);
    return chosen;
  }

  #substitute(argument: unknown, where: string): string {
    const [text, given] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
    return text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(given, name)) return String(this.resolve(given[name], where));
      return String(name.includes('.') ? this.#attribute(name, where) : this.#ref(name, where));
    });
  }

  #findInMap(argument: unknown, where: string): unknown {
    const [map, first, second] = this.#list(argument, where).map(String);
    const found = this.#template.Mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    if (found === undefined) throw new StartError(`${where} looks up ${map}.${first}.${second}, which is not there.`);
    return found;
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
