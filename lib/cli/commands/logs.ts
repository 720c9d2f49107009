import type { Command } from 'commander';
import { type DeploymentOptions, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';

export function registerLogs(program: Command): void {
  const command = program
    .command('logs')
    .description('show why machines gave up, and what one of them said last')
    .argument('[machine]', 'its name, or its instance’s id');
  withDeployment(command).action(async (machine: string | undefined, options: DeploymentOptions) => {
    const { machineLogs, showLogs } = await import('../logs.ts');
    report(await machineLogs(options, machine), options, (logs) =>
      showLogs(logs, machine, Date.now() / 1000),
    );
  });
}
