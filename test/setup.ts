// The built-in CloudFormation validation costs 8 s for the first template of a process; one real synth in CI runs it.
process.env.CDK_VALIDATION = 'false';
process.env.POWERTOOLS_DEV = 'false';
