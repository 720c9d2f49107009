import { openStore } from '../../aws/dynamodb/store.ts';
import { type Cost, costsBy, type Division } from '../../scaler/charges/costs.ts';
import type { Charge } from '../../scaler/state/machines/charge.ts';
import { sumOf } from '../../scaler/state/sum.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { deploymentOf } from '../deployment/deployment.ts';
import { withTable } from '../deployment/stack.ts';
import type { DeploymentOptions } from '../options.ts';

const DAY = 24 * 3600;

export interface CostsOptions extends DeploymentOptions {
  readonly days: number;
  readonly by: Division;
}

export interface CostsReport {
  readonly since: string;
  readonly by: Division;
  /** The dearest first. */
  readonly costs: readonly Cost[];
  readonly total: Omit<Cost, 'name'>;
}

/** What machines cost in the last days, by what is asked. */
export async function costs(options: CostsOptions, now: UnixSeconds): Promise<CostsReport> {
  const since = now - options.days * DAY;
  const charges = await withTable(deploymentOf(options), (client, table) =>
    openStore({ client, table, writer: 'operator' }).chargesBetween(since, now),
  );
  return costsReport(charges, options.by, since);
}

function costsReport(charges: readonly Charge[], by: Division, since: UnixSeconds): CostsReport {
  const found = costsBy(by, charges);
  return { since: isoTime(since), by, costs: found, total: totalOf(found) };
}

function totalOf(costs: readonly Cost[]): Omit<Cost, 'name'> {
  const all = (key: 'jobs' | 'seconds' | 'dollars' | 'unpricedSeconds') => sumOf(costs, (cost) => cost[key]);
  return {
    jobs: all('jobs'),
    seconds: all('seconds'),
    dollars: all('dollars'),
    unpricedSeconds: all('unpricedSeconds'),
  };
}
