import { Command } from 'commander';
import { VERSION } from '../config/version.ts';
import { registerCheck } from './commands/check.ts';
import { registerCompletion } from './commands/completion.ts';
import { registerCosts } from './commands/costs.ts';
import { registerDashboard } from './commands/dashboard.ts';
import { registerDeployerPolicy } from './commands/deployer-policy.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerDrain } from './commands/drain.ts';
import { registerExport } from './commands/export.ts';
import { registerHelp } from './commands/help.ts';
import { registerInit } from './commands/init.ts';
import { registerKeep } from './commands/keep.ts';
import { registerLogs } from './commands/logs.ts';
import { registerMove } from './commands/move.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPolicy } from './commands/policy.ts';
import { registerPrices } from './commands/prices.ts';
import { registerServerless } from './commands/serverless.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerStatus } from './commands/status.ts';
import { registerWebhook } from './commands/webhook.ts';
import { registerWhy } from './commands/why.ts';

type Register = (program: Command) => void;

/**
 * The command's own commands, in the order of the help: by what people do one after the other. Each has a file in `commands`
 * that says its arguments, and loads what it does only when it is asked to: the AWS clients alone take longer to load than
 * `check` takes.
 */
const COMMANDS: Readonly<Record<string, readonly Register[]>> = {
  'Prepare a config.toml:': [registerMove, registerCheck, registerPolicy, registerPlan],
  'Say what it would cost:': [registerSimulate, registerExport, registerPrices],
  'Deploy:': [registerServerless, registerInit, registerWebhook, registerDeployerPolicy],
  'Look at a deployment:': [
    ...[registerDoctor, registerStatus, registerWhy, registerLogs, registerCosts, registerDashboard],
  ],
  'Act on its machines:': [registerDrain, registerKeep],
  // The last: it completes those that are there.
  'The command itself:': [registerHelp, registerCompletion],
};

const EXIT_CODES = `
Exit codes: 0; 1 where something is wrong or could not be done; 2 on wrong
usage; 130 where a question was left with Ctrl-C.`;

export function createProgram(): Command {
  const program = new Command('bastionless')
    .description('Autoscales GitLab Runner on EC2 spot machines with no bastion')
    .version(VERSION)
    .exitOverride();
  program.addHelpText('after', EXIT_CODES);
  for (const [heading, commands] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading);
    for (const register of commands) register(program);
  }
  return program;
}
