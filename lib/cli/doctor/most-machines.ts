import type { RunnerSettings, Settings } from '../../config/settings.ts';

/** How many machines of a runner there may be at once. */
export const mostMachines = ({ limit }: RunnerSettings, { concurrent }: Settings): number =>
  Math.min(limit || concurrent, concurrent);
