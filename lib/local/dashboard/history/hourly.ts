import { priceAtMost } from '../../../config/ec2/price-at-most.ts';
import type { RunnerSettings } from '../../../config/settings.ts';
import type { Machine } from '../../../scaler/state/machines/machine.ts';
import type { Hourly } from '../view.ts';

/** The price that EC2 took, else the most that config.toml pays. */
export function hourlyOf({ bought, runner }: Machine, runners: readonly RunnerSettings[]): Hourly | null {
  if (bought?.hourly !== undefined) return { dollars: bought.hourly, isMost: false };
  const settings = runners.find(({ name }) => name === runner);
  const bound = settings === undefined ? undefined : priceAtMost(settings.ec2);
  return bound === undefined ? null : { dollars: bound, isMost: true };
}
