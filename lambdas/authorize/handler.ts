import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { counted } from '../counted.ts';
import { authorize } from './authorize.ts';
import { AuthorizeEnv } from './env.ts';
import { publishedIndex } from './published-index.ts';

const env = AuthorizeEnv.parse(process.env);
const log = powertoolsLog('authorize');
const meter = powertoolsMeter('authorize');
const deps = { index: publishedIndex(env.BUCKET_NAME, log), log, meter };

export const handler = (event: APIGatewayRequestAuthorizerEventV2) =>
  counted(meter, () => authorize(event.headers?.['authorization'], deps));
