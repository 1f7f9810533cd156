import { devNull } from 'node:os';
import { isDeployTime } from '../ignored.ts';
import { StartError } from '../start-error.ts';
import type { World } from '../template/world.ts';
import type { RetrySpec } from './async-invoke.ts';
import { bundleOf } from './bundle.ts';
import { type LocalFunction, maxSandboxes } from './functions.ts';

export type FunctionPlaces = Readonly<{
  assets: string;
  awsUrl: string;
  /** Credentials that name the role: what the function signs its calls with. */
  credentialsOf(role: string): Readonly<{ accessKeyId: string; secretAccessKey: string }>;
  clockFile?: string;
}>;

const defaultMemoryMb = 128;
const defaultTimeoutS = 3;

/** The functions of the template, each with the environment that Lambda would give it. */
export function functionsOf(world: World, places: FunctionPlaces): readonly LocalFunction[] {
  const running = world.ofType('AWS::Lambda::Function').filter(({ id }) => !isDeployTime(id));
  return running.map(({ id, properties, metadata }) => {
    const name = world.nameOf(id);
    const role = world.roleCaller(String(properties['Role']), id, name);
    const memoryMb = Number(properties['MemorySize'] ?? defaultMemoryMb);
    const logging = properties['LoggingConfig'] as { LogGroup?: string } | undefined;
    const logGroup = logging?.LogGroup ?? `/aws/lambda/${name}`;
    const { file, exportName, folder } = bundleOf(id, properties, metadata, places.assets);
    const variables =
      (properties['Environment'] as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};
    return {
      logicalId: id,
      name,
      arn: world.arnOf(id),
      role,
      makesLogGroup: logging?.LogGroup === undefined,
      traced: (properties['TracingConfig'] as { Mode?: string } | undefined)?.Mode === 'Active',
      concurrency: Math.min(Number(properties['ReservedConcurrentExecutions'] ?? maxSandboxes), maxSandboxes),
      spec: {
        functionName: name,
        arn: world.arnOf(id),
        file,
        exportName,
        memoryMb,
        timeoutMs: Number(properties['Timeout'] ?? defaultTimeoutS) * 1000,
        logGroup,
        environment: {
          ...lambdaEnvironment(name, String(properties['Handler']), memoryMb, logGroup, folder, world.region),
          ...awsEnvironment(places, role.role, world.region),
          ...(places.clockFile === undefined ? {} : { PLUMBLINE_CLOCK: places.clockFile }),
          ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, world.localised(String(value))])),
        },
      },
    };
  });
}

function lambdaEnvironment(
  name: string,
  handler: string,
  memoryMb: number,
  logGroup: string,
  folder: string,
  region: string,
): Record<string, string> {
  return {
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: region,
    LAMBDA_TASK_ROOT: folder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    _HANDLER: handler,
  };
}

const services = ['DYNAMODB', 'DYNAMODB_STREAMS', 'EKS', 'S3', 'SNS', 'SQS', 'SSM'];

/** Every call of an SDK comes to this machine; the profile of whoever sits at it plays no part. */
function awsEnvironment(
  { awsUrl, credentialsOf }: FunctionPlaces,
  role: string,
  region: string,
): Record<string, string> {
  const { accessKeyId, secretAccessKey } = credentialsOf(role);
  return {
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, awsUrl])),
    AWS_ENDPOINT_URL: awsUrl,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: `local-${region}`,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** How often an asynchronous event is tried again, by the logical id of the function. */
export function retrySpecs(world: World, functions: readonly LocalFunction[]): ReadonlyMap<string, RetrySpec> {
  const specs = new Map<string, RetrySpec>();
  for (const { id, properties } of world.ofType('AWS::Lambda::Function')) {
    const { TargetArn: deadLetterArn } = (properties['DeadLetterConfig'] ?? {}) as { TargetArn?: string };
    specs.set(id, { retries: 2, ...(deadLetterArn === undefined ? {} : { deadLetterArn }) });
  }
  for (const { id, properties } of world.ofType('AWS::Lambda::EventInvokeConfig')) {
    const name = String(properties['FunctionName']).split(':').at(-1);
    const target = functions.find((one) => one.name === name);
    if (target === undefined) throw new StartError(`${id} is about function ${name}, which is not in the template.`);
    const destinations = (properties['DestinationConfig'] ?? {}) as Record<string, { Destination?: string }>;
    if (destinations['OnSuccess'] !== undefined)
      throw new StartError(`${id} has a destination for success, which is not emulated.`);
    const onFailureArn = destinations['OnFailure']?.Destination;
    specs.set(target.logicalId, {
      ...specs.get(target.logicalId),
      retries: Number(properties['MaximumRetryAttempts'] ?? 2),
      ...(onFailureArn === undefined ? {} : { onFailureArn }),
    });
  }
  return specs;
}
