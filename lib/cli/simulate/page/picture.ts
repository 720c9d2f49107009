import type { Comparison } from '../../../compare/compare.ts';
import { headlineOf } from '../figures-table.ts';
import { type Chart, draw, FONT } from './chart.ts';
import { costsChart } from './costs-chart.ts';
import { COLOUR_STYLE } from './palette.ts';
import { frameOf, timeline } from './timeline.ts';
import { waitsChart } from './waits-chart.ts';

const WIDTH = 960;
const MARGIN = 24;
const TITLE = 24;

/** Costs, waits, and our machines over time, one below the other, as one SVG that stands by itself. */
export function picture({ scenario, systems }: Comparison): string {
  const [ours] = systems;
  const [title] = headlineOf(scenario);
  const days = Math.round((scenario.workload.end - scenario.workload.start) / 86_400);
  const parts: (readonly [string, Chart])[] = [
    [`${days} days of ${title}`, costsChart(systems)],
    ['Jobs by their wait', waitsChart(systems)],
    ...(ours === undefined
      ? []
      : [['Machines of bastionless', timeline(ours, frameOf(scenario, [ours]))] as const]),
  ];
  let top = MARGIN;
  const drawn = parts.map(([heading, chart]) => {
    const placed = place(heading, chart, top);
    top += chart.height + TITLE + MARGIN;
    return placed;
  });
  const size = `viewBox="0 0 ${WIDTH + 2 * MARGIN} ${top}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}">
<title>${escaped(title)}</title>
<style>${COLOUR_STYLE}</style>
<rect width="100%" height="100%" fill="var(--paper)"/>
${drawn.join('\n')}
</svg>
`;
}

function place(heading: string, chart: Chart, top: number): string {
  const title = `<text x="${MARGIN}" y="${top + 8}" font-size="15" font-weight="600" fill="var(--ink)">${escaped(heading)}</text>`;
  const at = `x="${MARGIN}" y="${top + TITLE}" width="${chart.width}" height="${chart.height}"`;
  return `${title}\n${draw(chart).replace('<svg ', `<svg ${at} `)}`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
