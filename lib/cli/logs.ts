import { openStore } from '../aws/dynamodb/store.ts';
import { duration } from '../scaler/plan/duration.ts';
import type { MachineReport } from '../scaler/state/machines/machine.ts';
import { isoTime, type UnixSeconds } from '../scaler/state/time.ts';
import { deploymentOf } from './deployment/deployment.ts';
import { withTable } from './deployment/stack.ts';
import type { DeploymentOptions } from './options.ts';
import { paint } from './terminal/output.ts';
import { withProgress } from './terminal/progress.ts';
import { table } from './terminal/table.ts';

export interface MachineLog {
  readonly machine: string;
  readonly instanceId: string;
  readonly runner: string;
  readonly at: string;
  readonly reason: string;
  readonly lines: readonly string[];
}

/**
 * What machines said before they gave up, the last first; of one machine, by its name or its instance's id, if it is
 * named. Throws Error if that one is not known, or has said nothing.
 */
export function machineLogs(
  options: DeploymentOptions,
  named: string | undefined,
): Promise<readonly MachineLog[]> {
  const read = withTable(deploymentOf(options), async (client, name) => {
    const store = openStore({ client, table: name, writer: 'operator' });
    const reports = await store.recentReports(0);
    if (named === undefined) return logsOf(reports);
    const found = reports.filter(({ machine, instanceId }) => machine === named || instanceId === named);
    if (found.length > 0) return logsOf(found);
    const { machines } = await store.readActive();
    const isThere = machines.some((machine) => machine.name === named || machine.instanceId === named);
    throw new Error(
      isThere
        ? `${named} has reported nothing: a machine does so only when it gives up. What it says meanwhile is on its console: aws ec2 get-console-output`
        : `no machine ${named} is here, and none of that name has given up within a week`,
    );
  });
  return withProgress('reading the table', read);
}

function logsOf(reports: readonly MachineReport[]): MachineLog[] {
  return reports
    .toSorted((one, other) => other.at - one.at)
    .map(({ at, ...report }) => ({ ...report, at: isoTime(at) }));
}

/** A list of all, or what one said. */
export function showLogs(logs: readonly MachineLog[], named: string | undefined, now: UnixSeconds): string {
  const ago = (at: string) => duration(Math.floor(now - Date.parse(at) / 1000));
  if (named !== undefined)
    return logs
      .map(({ machine, at, reason, lines }) =>
        [`${paint('bold', machine)}, ${ago(at)} ago: ${paint('yellow', reason)}`, ...lines].join('\n'),
      )
      .join('\n\n');
  if (logs.length === 0) return 'No machine has given up within a week.';
  return table(
    ['machine', 'ago', 'why it gave up'],
    logs.map(({ machine, at, reason }) => [machine, ago(at), reason]),
  );
}
