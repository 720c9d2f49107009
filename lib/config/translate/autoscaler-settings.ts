import type { AutoscalerEntry, PolicyEntry } from '../schema/autoscaler.ts';
import type { BastionlessEntry } from '../schema/bastionless.ts';
import type { IdlePeriod, IdleSettings, RunnerSettings } from '../settings.ts';
import { launchSettings } from './launch-settings.ts';
import { lowestLimit } from './lowest-limit.ts';

/** Holds while no policy does. */
const NO_POLICY: IdleSettings = { idleCount: 0, idleCountMin: 0, idleScaleFactor: 0, idleTime: 0 };

/**
 * A docker-autoscaler's policies in docker+machine's terms. Its machines are defined by an Auto Scaling group, which we do
 * not have, so machine_options in `[runners.bastionless]` defines them.
 */
export function autoscalerSettings(
  { capacity_per_instance, max_instances, max_use_count, policy }: AutoscalerEntry,
  bastionless: BastionlessEntry,
  limit: number,
): Pick<RunnerSettings, 'limit' | 'machine' | 'ec2'> {
  const { boot_timeout, machine_name, machine_options } = bastionless;
  return {
    limit: lowestLimit(limit, max_instances),
    machine: {
      namePattern: machine_name,
      places: lowestLimit(max_use_count, capacity_per_instance),
      maxBuilds: max_use_count,
      maxGrowthRate: 0,
      bootTimeout: boot_timeout,
      idle: NO_POLICY,
      periods: policy.map(periodOf),
    },
    ec2: launchSettings(machine_options, bastionless),
  };
}

/**
 * idle_count stand ready, or scale_factor for each machine in use if that is more, up to scale_factor_limit.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersautoscalerpolicy-sections
 */
function periodOf(policy: PolicyEntry): IdlePeriod {
  const { periods, timezone, idle_count, idle_time, scale_factor, scale_factor_limit } = policy;
  const most = scale_factor_limit === 0 ? Number.MAX_SAFE_INTEGER : Math.max(idle_count, scale_factor_limit);
  return {
    periods,
    timezone,
    idleCount: scale_factor === 0 ? idle_count : most,
    idleCountMin: idle_count,
    idleScaleFactor: scale_factor,
    idleTime: idle_time,
  };
}
