import type { Command } from 'commander';
import { parsePort } from '../../local/arguments.ts';
import { type DeploymentOptions, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';

interface DashboardOptions extends DeploymentOptions {
  readonly port: number;
}

export function registerDashboard(program: Command): void {
  const command = program
    .command('dashboard')
    .description('serve a page on this computer that shows a deployment live; it changes nothing')
    .option('--port <port>', 'the port to listen on, 0 for any', parsePort, 3001);
  withDeployment(command).action(async (options: DashboardOptions) => {
    const { dashboard } = await import('../dashboard.ts');
    const shown = await dashboard(options, options.port);
    report(shown, options, ({ url, table }) => `The table ${table} is shown at ${url} until Ctrl-C.`);
  });
}
