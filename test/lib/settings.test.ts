import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { settingsIn, settingsOf } from '../../lib/settings.ts';
import { ssrfStrings } from '../core/ssrf-strings.ts';

describe('settings', () => {
  it('have defaults that need nothing', () => {
    expect(settingsIn({})).toEqual({
      installation: 'main',
      feeds: '[]',
      ownNames: [],
      developmentFeeds: false,
      alertEmails: [],
      opsEmails: [],
      slackParameter: '/plumbline/main/slack-webhook',
      dashboardUrl: undefined,
      firstAdmin: undefined,
      oidcIssuer: undefined,
      oidcClientId: undefined,
      oidcGroupsClaim: 'groups',
      oidcGroupPrefix: '',
      subnetIds: [],
      securityGroupIds: [],
      loopbackClusters: false,
      ephemeral: false,
      logRetentionDays: 30,
      archiveRetentionDays: 30,
      heartbeatSeconds: 60,
      digestHour: 7,
    });
  });

  it('are the same from cdk.json and from -c, which knows texts only', () => {
    const typed = { alertEmails: ['a@example.org', 'b@example.org'], ephemeral: true, logRetentionDays: 7, archiveRetentionDays: 400 }; // prettier-ignore
    const texts = { alertEmails: 'a@example.org, b@example.org', ephemeral: 'true', logRetentionDays: '7', archiveRetentionDays: '400' }; // prettier-ignore
    expect(settingsIn(texts)).toEqual(settingsIn(typed));
  });

  it('keep the parameter of an installation under its name', () => {
    expect(settingsIn({ installation: 'blue' }).slackParameter).toBe('/plumbline/blue/slack-webhook');
    expect(settingsIn({ installation: 'blue', slackParameter: '/mine' }).slackParameter).toBe('/mine');
  });

  it.each(ssrfStrings)('take %j for no address', (text) => {
    expect(() => settingsIn({ dashboardUrl: text })).toThrow(/^Setting dashboardUrl/);
    expect(() => settingsIn({ oidcIssuer: text, oidcClientId: 'x' })).toThrow(/^Setting oidcIssuer/);
    const feed = { name: 'x', url: text, format: 'plain', category: 'malware', licence: 'MIT' };
    expect(() => settingsIn({ feeds: JSON.stringify([feed]) })).toThrow('Setting feeds[0].url: must');
  });

  it('name an issuer as it calls itself, together with our client', () => {
    const issuer = 'https://example.eu.auth0.com/';
    expect(settingsIn({ oidcIssuer: issuer, oidcClientId: 'x' }).oidcIssuer).toBe(issuer);
    expect(() => settingsIn({ oidcIssuer: issuer })).toThrow('oidcIssuer goes with oidcClientId');
    expect(() => settingsIn({ oidcClientId: 'x' })).toThrow('oidcIssuer goes with oidcClientId');
  });

  it('overlook what CDK itself puts into the context', () => {
    const app = new App({
      context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:x': true, 'cli-telemetry': false },
    });
    expect(settingsOf(app.node)).toEqual(settingsIn({}));
  });

  it.each([
    [{ installation: 'Main' }, 'Setting installation = "Main": must be 1 to 20 lower-case letters'],
    [{ installation: 'a/../b' }, 'Setting installation = "a/../b": must be'],
    [{ installation: 7 }, 'Setting installation = 7: must be a text'],
    [{ alertEmails: 'a@example.org,nobody' }, 'Setting alertEmails = "a@example.org,nobody": must be an e-mail address'],
    [{ alertEmails: { a: 1 } }, 'Setting alertEmails = {"a":1}: must be e-mail addresses with commas between'],
    [{ opsEmails: Array.from({ length: 11 }, () => 'a@example.org') }, 'at most 10'],
    [{ slackParameter: 'https://hooks.slack.com/services/x' }, 'must be the name of an SSM parameter'],
    [{ dashboardUrl: 'http://plumbline.example.org' }, 'must be an https:// address'],
    [{ dashboardUrl: 'plumbline' }, 'must be an https:// address'],
    [{ subnetIds: 'vpc-0123456789abcdef0', securityGroupIds: 'sg-01234567' }, 'must be ids that begin with "subnet-"'],
    [{ subnetIds: 'subnet-01234567' }, 'Setting subnetIds goes with securityGroupIds: give both, or neither.'],
    [{ securityGroupIds: ['sg-01234567'] }, 'Setting subnetIds goes with securityGroupIds'],
    [{ digestHour: '24' }, 'Setting digestHour = "24": must be a whole hour of UTC, 0 to 23'],
    [{ ephemeral: 'yes' }, 'Setting ephemeral = "yes": must be true or false'],
    [{ logRetentionDays: '4' }, 'Setting logRetentionDays = "4": must be a number of days that CloudWatch Logs takes: 1, 3,'],
    [{ logRetentionDays: 9999 }, 'must be a number of days that CloudWatch Logs takes'],
    [{ archiveRetentionDays: 0 }, 'Setting archiveRetentionDays = 0: must be a whole number of days, 1 to 3650'],
    [{ heartbeatSeconds: 600 }, 'must be a whole number of seconds, 60 to 120'],
    [{ archiveRetentionDays: '1.5' }, 'must be a whole number of days, 1 to 3650'],
    [{ feeds: '{' }, 'Setting feeds: is no JSON'],
    [{ feeds: [{ name: 'x', url: 'http://lists.example.org', format: 'plain', category: 'malware', licence: 'MIT' }] }, 'Setting feeds[0].url: must be an https:// address'],
    [{ feeds: [{ name: 'x', url: 'file:///etc/passwd', format: 'plain', category: 'malware', licence: 'MIT' }] }, 'Setting feeds[0].url: must be an https:// address'],
    [{ feeds: Array.from({ length: 60 }, (_, at) => ({ name: `list number ${at}`, url: `https://lists.example.org/${'x'.repeat(80)}`, format: 'plain', category: 'malware', licence: 'MIT' })) }, 'Setting feeds: takes at most 8192 bytes'],
    [{ ownNames: 'a name' }, 'must be names'],
    [{ alertEmail: 'a@example.org' }, 'Setting alertEmail: there is no such setting. There are: installation, alertEmails,'],
    [{ __proto__x: 1 }, 'there is no such setting'],
  ])('%j stop synth with a sentence that says what would do', (context, sentence) => {
    expect(() => settingsIn(context)).toThrow(expect.objectContaining({ name: 'SettingsError' }));
    expect(() => settingsIn(context)).toThrow(sentence);
  }); // prettier-ignore

  it('never repeat a webhook that was given in place of its parameter', () => {
    expect(() => settingsIn({ slackParameter: 'https://hooks.slack.com/services/secret' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });

  it('are each explained in docs/settings.md, and it explains no other', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/settings.md'), 'utf8');
    const explained = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    expect(explained).toHaveLength(new Set(explained).size);
    expect(new Set(explained)).toEqual(new Set(Object.keys(settingsIn({}))));
  });
});
