import type { ComparedSystem } from '../../../compare/compare.ts';
import { WAIT_BINS } from '../../../compare/report/waits.ts';
import { AXIS, type Chart, LEGEND } from './chart.ts';
import { SYSTEM_COLOURS, standIn } from './palette.ts';

/** `≤ 1 s`, …, `> 1 h`. */
export function binTitles(): string[] {
  const last = WAIT_BINS.at(-1) ?? 0;
  return [...WAIT_BINS.map((end) => `≤ ${shortly(end)}`), `> ${shortly(last)}`];
}

/** The part of the jobs in each bin, in per cent. */
export function binShares({ pictured: { waitBins }, result: { jobs } }: ComparedSystem): number[] {
  return waitBins.map((count) => (jobs === 0 ? 0 : Math.round((count / jobs) * 1000) / 10));
}

/** How many jobs wait how long, of each system. */
export function waitsChart(systems: readonly ComparedSystem[]): Chart {
  return {
    ...{ width: 960, height: 260 },
    description: 'Jobs by how long they wait, in per cent, for each system',
    option: {
      legend: LEGEND,
      grid: { left: 48, right: 16, top: 36, bottom: 28 },
      xAxis: { ...AXIS, type: 'category', data: binTitles(), axisLabel: { ...AXIS.axisLabel, interval: 0 } },
      yAxis: { ...AXIS, type: 'value', axisLabel: { ...AXIS.axisLabel, formatter: '{value} %' } },
      series: systems.map((system, index) => ({
        ...{ type: 'bar', name: system.name, data: binShares(system), barGap: '10%', silent: true },
        color: standIn(SYSTEM_COLOURS[index] ?? 'fifth'),
        itemStyle: { borderRadius: [2, 2, 0, 0] },
      })),
    },
  };
}

function shortly(value: number): string {
  if (value < 60 || value === 90) return `${value} s`;
  return value < 3600 ? `${value / 60} min` : `${value / 3600} h`;
}
