import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { standIn, withColours } from './palette.ts';

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

export interface Chart {
  readonly option: EChartsCoreOption;
  readonly width: number;
  readonly height: number;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
}

/** With no quotes in it: it comes to stand in an attribute. */
export const FONT = 'system-ui, sans-serif';

/** The axes' look, in all charts. */
export const AXIS = {
  axisLine: { lineStyle: { color: standIn('grid') } },
  axisTick: { show: false },
  axisLabel: { color: standIn('faint'), fontSize: 12, fontFamily: FONT },
  splitLine: { lineStyle: { color: standIn('grid') } },
  nameTextStyle: { color: standIn('faint'), fontSize: 12, fontFamily: FONT },
} as const;

export const LEGEND = {
  textStyle: { color: standIn('ink'), fontSize: 12, fontFamily: FONT },
  icon: 'roundRect',
  itemWidth: 12,
  itemHeight: 12,
  itemGap: 24,
  left: 0,
  top: 0,
  selectedMode: false,
} as const;

/** Draws without a browser: an SVG that needs no script and takes the colours of the page around it. */
export function draw({ option, width, height, description }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...option });
    return labelled(withColours(chart.renderToSVGString()), description);
  } finally {
    chart.dispose();
  }
}

/** As wide as there is room, read out as one picture, and without what only a script would need. */
function labelled(svg: string, description: string): string {
  const label = description.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return svg
    .replace(/^<svg width="\d+" height="\d+"/, `<svg role="img" aria-label="${label}"`)
    .replaceAll(/ (ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replaceAll(/<path [^>]*stroke-width="0"[^>]*><\/path>\n/g, '')
    .replaceAll('font-family:system-ui, sans-serif;', '')
    .replace(/<style\b.*?<\/style>/s, '');
}
