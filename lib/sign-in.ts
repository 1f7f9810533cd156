import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  ClientAttributes,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { ApiEnv } from '../lambdas/api/env.ts';
import type { Settings } from './settings.ts';

export interface SignInProps {
  readonly settings: Settings;
  /** Where the dashboard is reached: people come back to the root of each after they signed in. No slash at the end. */
  readonly origins: readonly string[];
}

/** What the stage `api` is told, so that it can tell a browser where to sign in, and read from a token who someone is. */
export type SignInEnvironment = Pick<
  ApiEnv,
  'ISSUER' | 'CLIENT_ID' | 'SIGN_IN_URL' | 'GROUPS_CLAIM' | 'GROUP_PREFIX' | 'FIRST_ADMIN'
>;

// The CLI waits on one of these for the code; core/sign-in.ts has the same, and a test holds them equal.
const loopbackAddresses = ['http://localhost:8711/', 'http://localhost:8712/', 'http://localhost:8713/'];

/** People: a Cognito user pool of our own, or whatever OpenID Connect issuer the settings name. */
export class SignIn extends Construct {
  /** For the routes of people. */
  readonly authorizer: IHttpRouteAuthorizer;
  readonly environment: SignInEnvironment;
  /** Whom a browser talks to while it signs in: for the dashboard's content security policy. */
  readonly connectOrigins: readonly string[];

  constructor(scope: Construct, id: string, { settings, origins }: SignInProps) {
    super(scope, id);
    const { oidcIssuer: issuer, oidcClientId: clientId } = settings;
    const known = { GROUP_PREFIX: settings.oidcGroupPrefix, FIRST_ADMIN: settings.firstAdmin ?? '' };
    if (issuer === undefined || clientId === undefined) {
      const { pool, client, baseUrl } = this.#ownPool(settings, origins);
      this.environment = {
        ...known,
        GROUP_PREFIX: '',
        ISSUER: `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`,
        CLIENT_ID: client.userPoolClientId,
        SIGN_IN_URL: baseUrl,
        GROUPS_CLAIM: 'cognito:groups',
      };
      this.connectOrigins = [baseUrl];
    } else {
      const { oidcGroupsClaim: groupsClaim } = settings;
      // Without an address of its own, the issuer is asked for its endpoints.
      this.environment = { ...known, ISSUER: issuer, CLIENT_ID: clientId, SIGN_IN_URL: '', GROUPS_CLAIM: groupsClaim };
      this.connectOrigins = [new URL(issuer).origin];
    }
    this.authorizer = new HttpJwtAuthorizer('People', this.environment.ISSUER, {
      jwtAudience: [this.environment.CLIENT_ID],
    });
  }

  #ownPool(
    settings: Settings,
    origins: readonly string[],
  ): { pool: UserPool; client: UserPoolClient; baseUrl: string } {
    const { installation, ephemeral, firstAdmin } = settings;
    const pool = new UserPool(this, 'People', {
      userPoolName: `plumbline-${installation}`,
      // People are invited, nobody walks in.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
        tempPasswordValidity: Duration.days(3),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: !ephemeral,
      removalPolicy: ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions::AwsSolutions-COG8',
      reason: 'Threat protection costs by the user and month; a second factor is required of everybody instead.',
    });
    const prefix = `plumbline-${installation}-${Stack.of(this).account}`;
    const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: prefix } });
    const client = pool.addClient('App', {
      generateSecret: false,
      // None of Cognito's own ways to exchange a password: only its sign-in page.
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [...origins.map((origin) => `${origin}/`), ...loopbackAddresses],
        logoutUrls: origins.map((origin) => `${origin}/`),
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
      // The address is what changes are put down to: nobody changes their own.
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
    });
    for (const [precedence, groupName] of ['admin', 'operator', 'viewer'].entries()) {
      const group = new CfnUserPoolGroup(this, groupName, { userPoolId: pool.userPoolId, groupName, precedence });
      if (groupName === 'admin' && firstAdmin !== undefined) this.#invite(firstAdmin, pool, group);
    }
    return { pool, client, baseUrl: domain.baseUrl() };
  }

  /** Cognito sends the address a first password, valid for three days. */
  #invite(email: string, pool: UserPool, group: CfnUserPoolGroup): void {
    const person = new CfnUserPoolUser(this, 'FirstAdmin', {
      userPoolId: pool.userPoolId,
      username: email,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: email },
        { name: 'email_verified', value: 'true' },
      ],
    });
    const membership = new CfnUserPoolUserToGroupAttachment(this, 'FirstAdminGroup', {
      userPoolId: pool.userPoolId,
      username: email,
      groupName: 'admin',
    });
    membership.addResourceDependency(person);
    membership.addResourceDependency(group);
  }
}
