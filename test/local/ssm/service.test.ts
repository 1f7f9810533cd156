import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { type Started, startFixture, webhookParameter } from '../fixtures/started.ts';

const put = (Value: string, Overwrite?: boolean) =>
  new PutParameterCommand({ Name: '/a/b', Type: 'SecureString', Value, Overwrite });

describe('SSM parameters', () => {
  let started: Started;
  let ssm: SSMClient;
  beforeAll(async () => {
    started = await startFixture({ parameters: { [webhookParameter]: 'https://hooks.example/1' } });
    ssm = new SSMClient(started.client);
  });
  afterAll(() => started.stop());

  const get = async (Name: string, WithDecryption = true) =>
    (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

  test('a secret is told to who decrypts, and is kept for its owner alone', async () => {
    expect(await get(webhookParameter)).toMatchObject({
      Type: 'SecureString',
      Value: 'https://hooks.example/1',
      Version: 1,
    });
    expect((await get(webhookParameter, false))?.Value).not.toContain('hooks');
    expect(statSync(join(started.stateDir, 'parameters.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(started.stateDir, 'credentials.json')).mode & 0o777).toBe(0o600);
  });

  test('parameters of the template are there', async () => {
    expect(await get('/fixture/table')).toMatchObject({ Type: 'String', Value: started.runtime.outputs['TableName'] });
  });

  test('a parameter is put, overwritten on purpose only, listed by path and deleted', async () => {
    await ssm.send(put('1'));
    await expect(ssm.send(put('2'))).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await ssm.send(put('2', true))).toMatchObject({ Version: 2 });
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: '/a', WithDecryption: true }));
    expect(Parameters?.map(({ Name, Value }) => [Name, Value])).toEqual([['/a/b', '2']]);
    const several = await ssm.send(new GetParametersCommand({ Names: ['/a/b', '/a/c'], WithDecryption: true }));
    expect([several.Parameters?.length, several.InvalidParameters]).toEqual([1, ['/a/c']]);
    await ssm.send(new DeleteParameterCommand({ Name: '/a/b' }));
    await expect(get('/a/b')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });
});
