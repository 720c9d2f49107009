import { BarChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type Compared, compared } from './goals.ts';
import type { Figures } from './measure.ts';
import { rounded } from './statistics.ts';

use([BarChart, GridComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

const WIDTH = 860;
const ROW = 30;
/** Of a middle lightness: they are read on white and on black. */
const INK = '#7d8590';
const MET = '#2f81f7';
const MISSED = '#d29922';

/** Bars of the figures as shares of their goals, as SVG with no ground of its own. */
export function chart(figures: Figures): string {
  const rows = compared(figures).toReversed();
  const svg = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: 90 + rows.length * ROW });
  svg.setOption({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: INK, fontFamily: 'system-ui, sans-serif' },
    title: {
      text: 'What was measured, as a share of its goal',
      textStyle: { color: INK, fontSize: 15 },
      left: 12,
      top: 8,
    },
    grid: { left: 270, right: 150, top: 48, bottom: 34 },
    xAxis: {
      ...{ type: 'value', min: 0, max: Math.max(1.05, ...rows.map(shareOf)) },
      axisLabel: { color: INK, formatter: (share: number) => `${Math.round(share * 100)} %` },
      splitLine: { lineStyle: { color: INK, opacity: 0.2 } },
    },
    yAxis: {
      ...{ type: 'category', data: rows.map(({ name }) => name) },
      ...{ axisLabel: { color: INK }, axisLine: { lineStyle: { color: INK } }, axisTick: { show: false } },
    },
    series: [
      {
        ...{ type: 'bar', barWidth: 16 },
        data: rows.map((row) => ({
          value: shareOf(row),
          itemStyle: { color: row.value <= row.goal ? MET : MISSED, borderRadius: 2 },
          label: { show: true, position: 'right', color: INK, formatter: labelOf(row) },
        })),
        markLine: {
          ...{ silent: true, symbol: 'none', data: [{ xAxis: 1 }] },
          ...{ lineStyle: { color: INK, type: 'solid', width: 2 }, label: { show: false } },
        },
      },
    ],
  });
  const drawn = svg
    .renderToSVGString()
    .replace('>', '><title>Figures of npm run bench and their goals</title>');
  svg.dispose();
  return drawn;
}

/** Of a goal of nothing, nothing is all of it. */
function shareOf({ value, goal }: Compared): number {
  return goal === 0 ? value : value / goal;
}

function labelOf({ value, goal, unit }: Compared): string {
  return unit === '$' ? `$${rounded(value, 2)} of $${goal}` : `${rounded(value)} of ${goal} ${unit}`.trim();
}
