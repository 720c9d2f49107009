import { type Command, InvalidArgumentError } from 'commander';
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

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}
