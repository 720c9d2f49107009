import type { Command } from 'commander';
import { createProgram } from '../../../lib/cli/program.ts';

/** The tests that run each command. */
export const TESTED_IN: Readonly<Record<string, string>> = {
  check: 'test/lib/cli/commands.test.ts',
  policy: 'test/lib/cli/commands.test.ts',
  prices: 'test/lib/cli/prices/prices.test.ts',
  move: 'test/lib/cli/move.test.ts',
  plan: 'test/lib/cli/commands.test.ts',
  costs: 'test/aws/cli/costs.test.ts',
  keep: 'test/aws/cli/keep.test.ts',
  completion: 'test/lib/cli/commands.test.ts',
  simulate: 'test/lib/cli/simulate.test.ts',
  export: 'test/lib/cli/export.test.ts',
  init: 'test/aws/cli/init.test.ts',
  logs: 'test/aws/cli/logs.test.ts',
  webhook: 'test/aws/cli/init.test.ts',
  doctor: 'test/aws/cli/doctor.test.ts',
  status: 'test/aws/cli/status.test.ts',
  why: 'test/aws/cli/why.test.ts',
  dashboard: 'test/aws/cli/dashboard.test.ts',
  drain: 'test/aws/cli/drain.test.ts',
  deploy: 'test/aws/stage.test.ts',
  remove: 'test/aws/stage.test.ts',
  package: 'test/lib/cli/serverless.test.ts',
  'deployer-policy': 'test/lib/cli/deployer-policy.test.ts',
};

export const judgeBastionless = (args: readonly string[]) => refusedBy(createProgram(), args);

/** What a parser says against a command line; undefined if it would be run. Nothing is. */
export async function refusedBy(command: Command, args: readonly string[]): Promise<string | undefined> {
  muteAll(command);
  try {
    await command.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function muteAll(command: Command): void {
  command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const inner of command.commands) muteAll(inner);
}
