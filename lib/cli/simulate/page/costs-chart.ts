import type { ComparedSystem } from '../../../compare/compare.ts';
import type { Bill } from '../../../compare/report/bill.ts';
import { dollars } from '../figures.ts';
import { AXIS, type Chart, LEGEND } from './chart.ts';
import { type Colour, standIn } from './palette.ts';

interface CostGroup {
  readonly title: string;
  readonly colour: Colour;
  readonly of: (bill: Bill) => number;
}

/** Parts of the bill that are too small to be seen apart are one here. */
export const COST_GROUPS: readonly CostGroup[] = [
  { title: 'spot machines', colour: 'spot', of: ({ spot }) => spot },
  { title: 'on-demand machines', colour: 'onDemand', of: ({ onDemand }) => onDemand },
  { title: 'build minutes', colour: 'builds', of: ({ codeBuild }) => codeBuild },
  { title: 'bastion', colour: 'bastion', of: ({ bastion }) => bastion },
  { title: 'volumes and addresses', colour: 'storage', of: ({ ebs, ipv4 }) => ebs + ipv4 },
  {
    title: 'functions, table, logs, alarms',
    colour: 'serverless',
    of: ({ lambda, apiGateway, dynamodb, stepFunctions, cloudWatch }) =>
      lambda + apiGateway + dynamodb + stepFunctions + cloudWatch,
  },
];

const ROW = 34;

/** What each system costs, by what is paid for, with the sum at its end. */
export function costsChart(systems: readonly ComparedSystem[]): Chart {
  const groups = COST_GROUPS.filter(({ of }) => systems.some(({ result }) => of(result.cost) > 0));
  const text = { fontSize: 12, color: standIn('ink') };
  return {
    ...{ width: 960, height: 70 + systems.length * ROW },
    description: 'What each system costs, by what is paid for',
    option: {
      legend: LEGEND,
      grid: { left: 136, right: 80, top: 36, bottom: 28 },
      xAxis: {
        ...AXIS,
        type: 'value',
        axisLabel: { ...AXIS.axisLabel, formatter: (value: number) => `$${value}` },
      },
      yAxis: {
        ...AXIS,
        ...{ type: 'category', inverse: true, data: systems.map(({ name }) => name) },
        axisLabel: { ...AXIS.axisLabel, ...text },
      },
      series: [
        ...groups.map(({ title, colour, of }) => ({
          ...{ type: 'bar', name: title, stack: 'cost', barWidth: 18, color: standIn(colour), silent: true },
          data: systems.map(({ result }) => Math.round(of(result.cost) * 1e4) / 1e4),
        })),
        totals(systems, text),
      ],
    },
  };
}

/** Bars of no length, that carry the sums. */
function totals(systems: readonly ComparedSystem[], text: object) {
  const sums = systems.map(({ result }) => dollars(result.cost.total));
  return {
    ...{ type: 'bar', stack: 'cost', color: 'transparent', silent: true, data: systems.map(() => 0) },
    label: {
      ...text,
      ...{ show: true, position: 'right', fontWeight: 600 },
      formatter: ({ dataIndex }: { dataIndex: number }) => sums[dataIndex] ?? '',
    },
  };
}
