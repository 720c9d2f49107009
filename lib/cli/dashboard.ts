import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openStore } from '../aws/dynamodb/store.ts';
import { deployedPage } from '../local/dashboard/deployed-page.ts';
import { listen } from '../local/server/listen.ts';
import { clientOptions, deploymentOf } from './deployment/deployment.ts';
import { stackOf } from './deployment/stack.ts';
import { Trouble, troubleOf } from './explain.ts';
import type { DeploymentOptions } from './options.ts';
import { withProgress } from './terminal/progress.ts';

/** Each reading is one read unit for every 4 kB that are active: a few cents a day, while somebody watches. */
const READ_EVERY_MS = 2000;

export interface DashboardReport {
  readonly url: string;
  readonly table: string;
}

/** Serves the page of a deployment until the process ends. Only reads: the table's Query and BatchGetItem. */
export async function dashboard(options: DeploymentOptions, port: number): Promise<DashboardReport> {
  const deployment = deploymentOf(options);
  const { settings, stage, region } = deployment;
  if (settings === undefined) {
    throw new Trouble(
      `there is no ${options.config}, which has the runners' limits, periods and prices.`,
      'Run it where the deployed config.toml is, or name that with --config.',
    );
  }
  const { tableName: table } = await withProgress('looking for the deployment', stackOf(deployment));
  const client = new DynamoDBClient(clientOptions(deployment));
  const app = await deployedPage({
    store: openStore({ client, table, writer: 'operator' }),
    settings,
    clock: { now: () => Date.now() / 1000 },
    title: [`stage ${stage}`, ...(region === undefined ? [] : [region])].join(', '),
    commands: {
      serve: `bastionless dashboard --stage ${stage}`,
      doctor: `bastionless doctor --stage ${stage}`,
    },
    everyMs: READ_EVERY_MS,
    explain: explained,
  });
  const { url } = await listen(app, port).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE'
      ? new Trouble(`port ${port} is taken.`, 'Name another with --port, or 0 for any that is free.')
      : error;
  });
  return { url, table };
}

function explained(error: unknown): string {
  const { message, todo } = troubleOf(error);
  return `The table cannot be read, so this is old: ${message} ${todo}`.trim();
}
