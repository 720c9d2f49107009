import type { Workload } from '../../../compare/workloads/workload.ts';
import type { RunnerSettings } from '../../../config/settings.ts';
import { idlePolicyAt } from '../../../scaler/plan/idle/idle-policy.ts';
import type { Chart } from './chart.ts';
import { standIn } from './palette.ts';
import { dayAxis, GRID } from './timeline.ts';

const PARTS = 336;

/** Where one of the runner's periods holds, under a timeline; none if it has no periods. */
export function periodStrip(runner: RunnerSettings, workload: Workload, timezone: string): Chart | undefined {
  if (runner.machine.periods.length === 0) return undefined;
  const seconds = (workload.end - workload.start) / PARTS;
  const policies = Array.from({ length: PARTS }, (_, part) =>
    idlePolicyAt(runner.machine, workload.start + (part + 0.5) * seconds),
  );
  const axis = dayAxis({ workload, timezone }, PARTS);
  const bar = (isIn: boolean, colour: 'idle' | 'grid') => ({
    ...{
      type: 'bar',
      stack: 'strip',
      barWidth: '100%',
      barCategoryGap: 0,
      color: standIn(colour),
      silent: true,
    },
    data: policies.map(({ period }) => ((period !== null) === isIn ? 1 : 0)),
  });
  return {
    ...{ width: 960, height: 22 },
    description: `${runner.name}: when one of its periods holds`,
    option: {
      grid: { ...GRID, top: 2, bottom: 2 },
      xAxis: { ...axis, boundaryGap: true, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { type: 'value', show: false, min: 0, max: 1 },
      series: [bar(true, 'idle'), bar(false, 'grid')],
    },
  };
}
