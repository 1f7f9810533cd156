import { configureGlobal } from 'fast-check';

// The built-in CloudFormation validation costs 8 s for the first template of a process; one real synth in CI runs it.
process.env.CDK_VALIDATION = 'false';
process.env.POWERTOOLS_DEV = 'false';

// Laws are tried with other values in each run; CI fixes the seed, so that a run can be repeated and says the same again.
if (process.env.PLUMBLINE_SEED !== undefined) configureGlobal({ seed: Number(process.env.PLUMBLINE_SEED) });
