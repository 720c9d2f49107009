import { html } from 'hono/html';
import { DateTime } from 'luxon';
import type { ComparedSystem } from '../../../simulation/compare/compare.ts';
import { LEVELS, type Level } from '../../../simulation/report/levels.ts';
import { titleOf } from '../figures-table.ts';
import type { TimelineFrame } from './timeline.ts';

/** Longer periods have too many days to be read. */
const MOST_DAYS = 60;

/** What the timelines show, by the day: the average of each level. */
export function daysTable(systems: readonly ComparedSystem[], { workload, timezone }: TimelineFrame) {
  const days = Math.min(MOST_DAYS, Math.ceil((workload.end - workload.start) / 86_400));
  const titles = Array.from({ length: days }, (_, day) =>
    DateTime.fromSeconds(workload.start + day * 86_400, { zone: timezone })
      .setLocale('en')
      .toFormat('ccc d LLL'),
  );
  return html`<details><summary>The same as a table: averages of each day</summary><div class="wide"><table>
<thead><tr><td></td>${systems.map(({ name }) => html`<th scope="colgroup" colspan="${LEVELS.length}">${titleOf(name)}</th>`)}</tr>
<tr><th scope="col">day</th>${systems.map(() => LEVELS.map((level) => html`<th scope="col">${TITLES[level]}</th>`))}</tr></thead>
<tbody>${titles.map(
    (title, day) => html`<tr><th scope="row">${title}</th>
${systems.map((system) => LEVELS.map((level) => html`<td>${averageOf(system, level, day, workload.end - workload.start)}</td>`))}</tr>`,
  )}</tbody>
</table></div></details>`;
}

const TITLES: Readonly<Record<Level, string>> = {
  booting: 'booting',
  idle: 'idle',
  busy: 'busy',
  waiting: 'jobs waiting',
  running: 'running',
};

function averageOf({ pictured }: ComparedSystem, level: Level, day: number, seconds: number): string {
  const series = pictured.averages[level];
  const aDay = (series.length * 86_400) / seconds;
  const parts = series.slice(
    Math.floor(day * aDay),
    Math.max(Math.floor(day * aDay) + 1, Math.floor((day + 1) * aDay)),
  );
  return (parts.reduce((sum, value) => sum + value, 0) / parts.length).toFixed(1);
}
