import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { counted } from '../counted.ts';
import { authorize } from './authorize.ts';
import { AuthorizeEnv } from './env.ts';
import { publishedIndex } from './published-index.ts';

const env = AuthorizeEnv.parse(process.env);
const log = powertoolsLog('authorize');
const meter = powertoolsMeter('authorize');
const deps = {
  index: publishedIndex(env.BUCKET_NAME, log),
  installation: env.INSTALLATION,
  now: systemClock(),
  log,
  meter,
};

export const handler = (event: APIGatewayRequestAuthorizerEventV2) =>
  counted(meter, () => authorize(event.headers?.['authorization'], deps));
