import type { Tried, Tuning } from '../../../compare/tune/tune.ts';
import { aMonthOf } from '../figures-table.ts';
import { AXIS, type Chart, LEGEND } from './chart.ts';
import { standIn } from './palette.ts';

/** What each setting costs, and how long jobs wait with it: the unbeaten joined by a line. */
export function tuningChart({ scenario, tried, best, cheapest, p95 }: Tuning): Chart {
  const point = ({ result }: Tried) => [
    Math.round(aMonthOf(result.cost.total, scenario.workload) * 100) / 100,
    result.waitSeconds.p95,
  ];
  const beaten = tried.filter((each) => !best.includes(each));
  const costs = tried.map((each) => point(each)[0] ?? 0);
  const dollarsAxis = { ...AXIS.axisLabel, formatter: (value: number) => `$${value}` };
  return {
    ...{ width: 960, height: 340 },
    description: 'Cost of a month and what 95 % of the jobs wait at most, for each setting tried',
    option: {
      legend: LEGEND,
      grid: { left: 64, right: 24, top: 40, bottom: 48 },
      xAxis: {
        ...AXIS,
        type: 'value',
        scale: true,
        axisLabel: dollarsAxis,
        name: 'a month',
        nameLocation: 'middle',
        nameGap: 30,
      },
      yAxis: { ...AXIS, type: 'value', min: 0, axisLabel: { ...AXIS.axisLabel, formatter: '{value} s' } },
      series: [
        scatter('beaten by another', 'storage', beaten.map(point), 7),
        {
          ...{ type: 'line', name: 'beaten by none', color: standIn('first'), silent: true, step: 'end' },
          ...{ data: best.map(point), symbol: 'circle', symbolSize: 10, lineStyle: { width: 1.5 } },
        },
        ...(cheapest === undefined
          ? []
          : [scatter('the cheapest in time', 'waiting', [point(cheapest)], 16)]),
        {
          ...{
            type: 'line',
            name: 'what they may wait',
            color: standIn('faint'),
            showSymbol: false,
            silent: true,
          },
          ...{
            lineStyle: { type: 'dashed', width: 1 },
            data: [Math.min(...costs), Math.max(...costs)].map((cost) => [cost, p95]),
          },
        },
      ],
    },
  };
}

function scatter(name: string, colour: 'storage' | 'waiting', data: readonly number[][], size: number) {
  return { type: 'scatter', name, color: standIn(colour), data, symbolSize: size, silent: true };
}
