import type { RunnerSettings, Settings } from '../../../config/settings.ts';

/** How many machines of a runner there may be at once. */
export function mostMachines({ limit, machine }: RunnerSettings, { concurrent }: Settings): number {
  const most = Math.max(1, Math.floor(concurrent / machine.places));
  return Math.min(limit || most, most);
}
