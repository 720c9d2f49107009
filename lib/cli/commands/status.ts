import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { explain } from '../explain.ts';
import { type DeploymentOptions, parseCount, withDeployment } from '../options.ts';
import type { StatusReport } from '../status/report.ts';
import { report } from '../terminal/output.ts';

interface StatusOptions extends DeploymentOptions {
  readonly watch?: number | true;
}

const USUAL_SECONDS = 5;
/** Clears a terminal, and begins at its top. */
const CLEAR = '\u001B[2J\u001B[H';

export function registerStatus(program: Command): void {
  const command = program
    .command('status')
    .description('show machines and jobs, and what is held back or refused, and why')
    .option(
      '--watch [seconds]',
      'again every 5 seconds, or as many as are named, until Ctrl-C',
      parseCount(1),
    );
  withDeployment(command).action(async (options: StatusOptions) => {
    const { deploymentOf } = await import('../deployment/deployment.ts');
    const { withTable } = await import('../deployment/stack.ts');
    const { openStore } = await import('../../aws/dynamodb/store.ts');
    const { withProgress } = await import('../terminal/progress.ts');
    const { readStatus } = await import('../status/read.ts');
    const { showStatus } = await import('../status/show.ts');
    const deployment = deploymentOf(options);
    const { watch } = options;
    await withTable(deployment, async (client, table) => {
      const store = openStore({ client, table, writer: 'operator' });
      const read = () => readStatus(store, deployment, Date.now() / 1000);
      const show = (status: StatusReport) => report(status, options, (it) => showStatus(deployment.name, it));
      if (watch === undefined) return show(await withProgress('reading the table', read()));

      const showAnew = (status: StatusReport) => {
        if (process.stdout.isTTY && !options.json) process.stdout.write(CLEAR);
        show(status);
      };
      // Who watches while the network comes and goes need not begin again.
      const tell = (error: unknown) => process.stderr.write(`${explain(error)}\n`);
      for (;;) {
        await read().then(showAnew, tell);
        await setTimeout((watch === true ? USUAL_SECONDS : watch) * 1000);
      }
    });
  });
}
