/**
 * What the local runtime leaves out on purpose, and what a user then does not see on one machine. Whatever is neither
 * emulated nor named here stops the start. A test keeps a snapshot of this page.
 */
export const ignoredTypes: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Stage': 'Throttling, access logs and stage variables of the API are not applied.',
  'AWS::ApplicationInsights::Application': 'No application insights.',
  'AWS::CDK::Metadata': 'Nothing: it only tells AWS which constructs were used.',
  'AWS::CloudFront::OriginAccessControl':
    'The files come from the folder that was built, which needs no right to read.',
  'AWS::CloudWatch::Alarm': 'No alarm ever fires; read the queues and the log.',
  'AWS::CloudWatch::CompositeAlarm': 'No alarm ever fires; read the queues and the log.',
  'AWS::CloudWatch::Dashboard': 'No metric is drawn; metrics appear as lines of the log.',
  'AWS::Cognito::UserPoolGroup': 'The one local person is an admin; the other roles are not signed in to.',
  'AWS::Cognito::UserPoolUser': 'Nobody is invited: whoever has the code of the start signs in.',
  'AWS::Cognito::UserPoolUserToGroupAttachment':
    'The one local person is an admin; the other roles are not signed in to.',
  'AWS::KMS::Alias': 'Keys have no names, because nothing is encrypted at rest.',
  'AWS::KMS::Key': 'Nothing is encrypted at rest; the state folder is readable by its owner alone.',
  'AWS::Lambda::LayerVersion': 'Code of layers is not loaded; bundles must hold all they need.',
  'AWS::Logs::LogGroup': 'Logs go to the terminal and are not kept.',
  'AWS::Logs::LogStream': 'Logs go to the terminal and are not kept.',
  'AWS::Logs::MetricFilter': 'No metric is counted from the log.',
  'AWS::Logs::QueryDefinition': 'Saved queries have nothing to ask.',
  'AWS::ResourceGroups::Group': 'Resources are not grouped.',
  'Custom::LogRetention': 'Logs go to the terminal and are not kept.',
  'Custom::S3AutoDeleteObjects': 'Objects stay until the state folder is deleted.',
};

const tags = 'Tags are not shown anywhere.';
const encryption = 'Nothing is encrypted at rest; the state folder is readable by its owner alone.';
const people = 'There is one local person, who has no password and no account.';
const lifetimes = 'A token is good for an hour, and there is none to renew it with.';
const names = 'Only for people who look at the AWS console.';

/** Properties of emulated types that are left out on purpose. */
export const ignoredProperties: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::ApiGatewayV2::Api': {
    Description: names,
    DisableExecuteApiEndpoint: 'The API answers on loopback in any case.',
    Tags: tags,
  },
  'AWS::ApiGatewayV2::Integration': { Description: names },
  'AWS::ApiGatewayV2::Route': { OperationName: names },
  'Custom::CDKBucketDeployment': {
    OutputObjectKeys: 'Nobody asks for it.',
    Prune: 'The files are those of the folder that was built, and no others.',
    RetainOnDelete: 'Nothing is copied, so nothing has to be deleted.',
    WaitForDistributionInvalidation: 'There is no cache that would have to forget.',
  },
  'AWS::Cognito::UserPool': {
    AccountRecoverySetting: people,
    AdminCreateUserConfig: people,
    AutoVerifiedAttributes: people,
    DeletionProtection: 'The state folder can be deleted at any time.',
    EmailVerificationMessage: people,
    EmailVerificationSubject: people,
    EnabledMfas: 'There is no second factor on one machine.',
    MfaConfiguration: 'There is no second factor on one machine.',
    Policies: people,
    Schema: people,
    SmsVerificationMessage: people,
    UserPoolName: names,
    UsernameAttributes: people,
    UsernameConfiguration: people,
    VerificationMessageTemplate: people,
  },
  'AWS::Cognito::UserPoolClient': {
    AccessTokenValidity: lifetimes,
    AllowedOAuthFlows: 'There is one way to sign in: authorization code with PKCE.',
    AllowedOAuthFlowsUserPoolClient: 'There is one way to sign in: authorization code with PKCE.',
    AllowedOAuthScopes: 'There is one way to sign in: authorization code with PKCE.',
    EnableTokenRevocation: 'Tokens are good for an hour and cannot be taken back.',
    ExplicitAuthFlows: 'There is one way to sign in: authorization code with PKCE.',
    GenerateSecret: 'Applications have no secret.',
    IdTokenValidity: lifetimes,
    LogoutURLs: 'After signing out nobody is sent anywhere.',
    PreventUserExistenceErrors: people,
    ReadAttributes: people,
    RefreshTokenValidity: lifetimes,
    SupportedIdentityProviders: people,
    TokenValidityUnits: lifetimes,
    WriteAttributes: people,
  },
  'AWS::DynamoDB::GlobalTable': {
    SSESpecification: encryption,
    WarmThroughput: 'There is no throttling, so nothing to warm up.',
    WriteOnDemandThroughputSettings: 'There is no throttling.',
  },
  'AWS::DynamoDB::Table': {
    ContributorInsightsSpecification: 'No hot keys are listed.',
    DeletionProtectionEnabled: 'The state folder can be deleted at any time.',
    OnDemandThroughput: 'There is no throttling.',
    PointInTimeRecoverySpecification:
      'There is no going back in time; copy the state folder while the runtime is stopped.',
    ProvisionedThroughput: 'There is no throttling.',
    SSESpecification: encryption,
    TableClass: 'Storage costs nothing here.',
    Tags: tags,
  },
  'AWS::Events::Rule': { Description: names, Tags: tags },
  'AWS::IAM::ManagedPolicy': { Description: names, Path: names },
  'AWS::IAM::Role': {
    AssumeRolePolicyDocument: 'Who may take a role is not checked: each function simply has its own.',
    Description: names,
    MaxSessionDuration: 'Credentials last as long as the process.',
    Path: names,
    PermissionsBoundary: 'A boundary set by the account does not narrow the role.',
    Tags: tags,
  },
  'AWS::Lambda::EventInvokeConfig': { Qualifier: 'There is one version of a function.' },
  'AWS::Lambda::EventSourceMapping': { Tags: tags },
  'AWS::Lambda::Function': {
    Architectures: 'Functions run on the architecture of this machine.',
    Description: names,
    EphemeralStorage: 'The temporary folder is that of this machine.',
    KmsKeyArn: encryption,
    Layers: 'Code of layers is not loaded; bundles must hold all they need.',
    LoggingConfig: 'Logs go to the terminal as the function wrote them; level filters of Lambda are not applied.',
    RecursiveLoop: 'A loop through queues is not stopped.',
    ReservedConcurrentExecutions:
      'A function has a few sandboxes at most; a smaller number is kept, throttling is not shown.',
    RuntimeManagementConfig: 'The runtime is the Node that runs the process.',
    SnapStart: 'There are no snapshots; each sandbox starts the bundle.',
    Tags: tags,
    TracingConfig: 'Traces are not sent anywhere.',
    VpcConfig: 'Functions use the network of this machine.',
  },
  'AWS::S3::Bucket': {
    AccessControl: 'Who may read a bucket is decided by policies alone.',
    BucketEncryption: encryption,
    IntelligentTieringConfigurations: 'Storage costs nothing here.',
    LifecycleConfiguration: 'Objects stay until they are deleted.',
    LoggingConfiguration: 'Access is not logged.',
    MetricsConfigurations: 'No metric is drawn.',
    OwnershipControls: 'There is one account.',
    PublicAccessBlockConfiguration: 'Only signed requests from this machine are answered in any case.',
    Tags: tags,
    VersioningConfiguration: 'An object has one version: an overwritten one is gone.',
  },
  'AWS::SNS::Subscription': {
    DeliveryPolicy: 'Deliveries are tried again at a fixed pace.',
    Region: 'There is one region.',
  },
  'AWS::SNS::Topic': {
    DisplayName: 'Mails come from the local stand-in.',
    KmsMasterKeyId: encryption,
    SignatureVersion: 'Messages are not signed.',
    Tags: tags,
    TracingConfig: 'Traces are not sent anywhere.',
  },
  'AWS::SQS::Queue': {
    KmsDataKeyReusePeriodSeconds: encryption,
    KmsMasterKeyId: encryption,
    SqsManagedSseEnabled: encryption,
    Tags: tags,
  },
  'AWS::SSM::Parameter': {
    AllowedPattern: 'A value is not held against a pattern.',
    Description: names,
    Tags: tags,
    Tier: names,
  },
  'AWS::Scheduler::Schedule': { Description: names, KmsKeyArn: encryption },
  'AWS::Scheduler::ScheduleGroup': { Tags: tags },
};

/** Functions of the CDK that run while a stack is deployed and at no other time: here nothing is deployed, so they do not run. */
export function isDeployTime(logicalId: string): boolean {
  return logicalId.startsWith('CustomCDKBucketDeployment');
}
