import { textIn } from '../template/text-in.ts';
import { operationOf, refusal, type Service } from '../aws/endpoint.ts';
import { type Access, AccessDenied, type Caller } from '../iam/access.ts';
import { Parameter, type Parameters } from './parameters.ts';

type Request = Readonly<Record<string, unknown>>;

class ParameterRequestError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export type ParameterServiceOptions = Readonly<{
  parameters: Parameters;
  access: Access;
  now: () => number;
  /** ARN prefix of parameters, up to `parameter`. */
  arn: string;
}>;

const maxValueBytes = 4096;

/** SSM Parameter Store in its JSON protocol. */
export function parameterService(options: ParameterServiceOptions): Service {
  const operations = operationsOf(options);
  return async (request) => {
    const name = operationOf(request);
    const operation = operations[name];
    if (operation === undefined) return refusal(400, 'UnknownOperationException', `${name} is not emulated.`);
    try {
      const answer = operation(JSON.parse(request.body.toString() || '{}') as Request, request.caller);
      return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) };
    } catch (error) {
      if (error instanceof ParameterRequestError) return refusal(400, error.type, error.message);
      if (error instanceof AccessDenied) return refusal(400, 'AccessDeniedException', error.message);
      throw error;
    }
  };
}

function operationsOf({ parameters, access, now, arn }: ParameterServiceOptions) {
  const arnOf = (name: string) => `${arn}/${name.replace(/^\//, '')}`;
  const told = (name: string, decrypted: boolean) => {
    const parameter = parameters.get(name);
    return parameter === undefined ? undefined : tellParameter(name, parameter, decrypted, arnOf(name));
  };
  return {
    GetParameter: (request: Request, caller: Caller) => {
      const name = nameIn(textIn(request, 'Name'), arn);
      access.require(caller, 'ssm:GetParameter', arnOf(name));
      const found = told(name, request['WithDecryption'] === true);
      if (found === undefined) throw new ParameterRequestError('ParameterNotFound', `Parameter ${name} not found.`);
      return { Parameter: found };
    },
    GetParameters: (request: Request, caller: Caller) => {
      const names = ((request['Names'] ?? []) as unknown[]).map((one) => nameIn(String(one), arn));
      for (const name of names) access.require(caller, 'ssm:GetParameters', arnOf(name));
      const found = names.map((name) => told(name, request['WithDecryption'] === true));
      return {
        Parameters: found.filter((one) => one !== undefined),
        InvalidParameters: names.filter((_, index) => found[index] === undefined),
      };
    },
    GetParametersByPath: (request: Request, caller: Caller) => {
      const path = textIn(request, 'Path');
      access.require(caller, 'ssm:GetParametersByPath', arnOf(path));
      const found = parameters.under(path, request['Recursive'] === true);
      const decrypted = request['WithDecryption'] === true;
      return { Parameters: found.map(([name, parameter]) => tellParameter(name, parameter, decrypted, arnOf(name))) };
    },
    PutParameter: (request: Request, caller: Caller) => {
      const name = nameIn(textIn(request, 'Name'), arn);
      access.require(caller, 'ssm:PutParameter', arnOf(name));
      const type = Parameter.shape.type.safeParse(request['Type'] ?? parameters.get(name)?.type);
      const value = request['Value'];
      if (!type.success || typeof value !== 'string' || value === '' || Buffer.byteLength(value) > maxValueBytes) {
        throw new ParameterRequestError(
          'ValidationException',
          `PutParameter needs a Type and a Value of at most ${maxValueBytes} bytes.`,
        );
      }
      if (request['Overwrite'] !== true && parameters.get(name) !== undefined) {
        throw new ParameterRequestError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      }
      return { Version: parameters.put(name, type.data, value, now()), Tier: 'Standard' };
    },
    DeleteParameter: (request: Request, caller: Caller) => {
      const name = nameIn(textIn(request, 'Name'), arn);
      access.require(caller, 'ssm:DeleteParameter', arnOf(name));
      if (!parameters.delete(name))
        throw new ParameterRequestError('ParameterNotFound', `Parameter ${name} not found.`);
      return {};
    },
  } as Readonly<Record<string, (request: Request, caller: Caller) => unknown>>;
}

/** A parameter may be asked for by name or by ARN. */
function nameIn(given: string, arn: string): string {
  return given.startsWith(`${arn}/`) ? given.slice(arn.length) : given;
}

function tellParameter(name: string, { type, value, version, modifiedAt }: Parameter, decrypted: boolean, ARN: string) {
  const isSecret = type === 'SecureString' && !decrypted;
  return {
    Name: name,
    Type: type,
    // Without decryption AWS gives ciphertext, which is of no use to anyone either.
    Value: isSecret ? Buffer.from(`ciphertext of ${name}`).toString('base64') : value,
    Version: version,
    LastModifiedDate: modifiedAt / 1000,
    ARN,
    DataType: 'text',
  };
}
