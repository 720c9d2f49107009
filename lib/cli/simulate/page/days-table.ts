import { html } from 'hono/html';
import { DateTime } from 'luxon';
import type { ComparedSystem } from '../../../compare/compare.ts';
import type { Averages } from '../../../compare/report/levels.ts';
import { sum } from '../../../scaler/state/sum.ts';
import type { Markup } from './layout.ts';
import type { TimelineFrame } from './timeline.ts';

/** Longer periods have too many days to be read. */
const MOST_DAYS = 60;
const DAY = 86_400;

/** What the timelines show, by the day: how many machines there are and jobs that wait, on the average. */
export function daysTable(systems: readonly ComparedSystem[], { workload, timezone }: TimelineFrame): Markup {
  const seconds = workload.end - workload.start;
  const days = Array.from({ length: Math.min(MOST_DAYS, Math.ceil(seconds / DAY)) }, (_, day) => day);
  const title = (day: number) =>
    DateTime.fromSeconds(workload.start + day * DAY, { zone: timezone })
      .setLocale('en')
      .toFormat('ccc d LLL');
  const heads = systems.map(({ name }) => html`<th scope="colgroup" colspan="2">${name}</th>`);
  const rows = days.map(
    (day) => html`<tr><th scope="row">${title(day)}</th>
${systems.map(({ pictured: { averages } }) => cellsOf(averages, day, seconds))}</tr>`,
  );
  return html`<details><summary>The same as a table: averages of each day</summary><div class="wide"><table>
<thead><tr><td></td>${heads}</tr>
<tr><th scope="col">day</th>${systems.map(() => html`<th scope="col">machines</th><th scope="col">jobs waiting</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div></details>`;
}

function cellsOf(averages: Averages, day: number, seconds: number): Markup {
  const of = (series: readonly number[]): number => averageOf(series, day, seconds);
  const machines = of(averages.busy) + of(averages.idle) + of(averages.booting);
  return html`<td>${machines.toFixed(1)}</td><td>${of(averages.waiting).toFixed(1)}</td>`;
}

function averageOf(series: readonly number[], day: number, seconds: number): number {
  const aDay = (series.length * DAY) / seconds;
  const from = Math.floor(day * aDay);
  const parts = series.slice(from, Math.max(from + 1, Math.floor((day + 1) * aDay)));
  return sum(parts) / parts.length;
}
