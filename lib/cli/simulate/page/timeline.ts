import { DateTime } from 'luxon';
import type { ComparedSystem } from '../../../compare/compare.ts';
import type { Averages, Level } from '../../../compare/report/levels.ts';
import type { Scenario } from '../../../compare/systems.ts';
import type { Workload } from '../../../compare/workloads/workload.ts';
import { timezoneOf } from '../figures-table.ts';
import { AXIS, type Chart, FONT, LEGEND } from './chart.ts';
import { type Colour, standIn } from './palette.ts';

/** What the timelines of all systems have in common. */
export interface TimelineFrame {
  readonly workload: Workload;
  readonly timezone: string;
  /** The highest that any of them reaches. */
  readonly highest: number;
}

const WIDTH = 960;
const HEIGHT = 240;
export const GRID = { left: 48, right: 16 } as const;

/** Machines, stacked by what they do, and jobs that wait, as a line above them. */
export function timeline({ name, pictured }: ComparedSystem, frame: TimelineFrame): Chart {
  const { averages } = pictured;
  return {
    ...{ width: WIDTH, height: HEIGHT },
    description: `${name}: machines that are busy, idle and booting, and jobs that wait, over time`,
    option: {
      legend: LEGEND,
      grid: { ...GRID, top: 32, bottom: 28 },
      xAxis: dayAxis(frame),
      yAxis: {
        ...AXIS,
        type: 'value',
        min: 0,
        max: frame.highest,
        minInterval: 1,
        interval: frame.highest / 5,
      },
      series: [
        area('busy', 'machines busy', averages),
        area('idle', 'idle', averages),
        area('booting', 'booting', averages),
        {
          ...{ type: 'line', name: 'jobs waiting', data: rounded(averages.waiting) },
          ...{ color: standIn('waiting'), lineStyle: { width: 1.5 }, showSymbol: false, silent: true },
        },
      ],
    },
  };
}

/** One scale for all of them. */
export function frameOf(scenario: Scenario, systems: readonly ComparedSystem[]): TimelineFrame {
  return { workload: scenario.workload, timezone: timezoneOf(scenario), highest: highestOf(systems) };
}

function highestOf(systems: readonly ComparedSystem[]): number {
  const peaks = systems.map(({ pictured: { averages } }) => {
    const machines = averages.busy.map(
      (busy, part) => busy + (averages.idle[part] ?? 0) + (averages.booting[part] ?? 0),
    );
    return Math.max(...machines, 1);
  });
  return roundUp(Math.max(...peaks));
}

/** To five steps of a round number: 5, 10, 20, 25, 50, 100, … */
function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, value / 5)));
  const step =
    [1, 2, 4, 5, 10].map((factor) => factor * magnitude).find((each) => each * 5 >= value) ?? magnitude;
  return step * 5;
}

function area(level: Level & Colour, name: string, averages: Averages) {
  return {
    ...{ type: 'line', name, data: rounded(averages[level]), stack: 'machines', step: 'middle' },
    ...{ color: standIn(level), areaStyle: { opacity: 1 }, lineStyle: { width: 0 } },
    ...{ showSymbol: false, silent: true },
  };
}

/** Days as they are where the team works, with a name where each begins. */
export function dayAxis({ workload, timezone }: Pick<TimelineFrame, 'workload' | 'timezone'>, parts = 336) {
  const { start, end } = workload;
  const part = (end - start) / parts;
  const days = (end - start) / 86_400;
  const every = Math.max(1, Math.ceil(days / 10));
  const labels = Array.from({ length: parts }, (_, index) => {
    const local = DateTime.fromSeconds(start + index * part, { zone: timezone });
    const before = DateTime.fromSeconds(start + (index - 1) * part, { zone: timezone });
    const isFirst = index === 0 || !local.hasSame(before, 'day');
    return isFirst &&
      Math.round(local.diff(DateTime.fromSeconds(start, { zone: timezone }).startOf('day'), 'days').days) %
        every ===
        0
      ? local.setLocale('en').toFormat(days < 2 ? 'ccc HH:mm' : 'ccc d LLL')
      : '';
  });
  return {
    ...AXIS,
    type: 'category',
    data: labels,
    boundaryGap: false,
    axisLabel: {
      ...AXIS.axisLabel,
      interval: (_: number, label: string) => label !== '',
      align: 'left',
      fontFamily: FONT,
    },
    splitLine: {
      show: true,
      interval: (_: number, label: string) => label !== '',
      lineStyle: AXIS.splitLine.lineStyle,
    },
  };
}

const rounded = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 100) / 100);
