import { html } from 'hono/html';
import type { ComparedSystem, Comparison } from '../../../compare/compare.ts';
import type { OneMore } from '../../../compare/one-more.ts';
import { duration } from '../../../scaler/plan/duration.ts';
import { dollars } from '../figures.ts';
import { aMonthOf, type FigureRow, rowsOf, timezoneOf } from '../figures-table.ts';
import { verdictOf } from '../verdict.ts';
import { draw } from './chart.ts';
import { costsChart } from './costs-chart.ts';
import { daysTable } from './days-table.ts';
import { figure, layout, type Markup } from './layout.ts';
import { periodStrip } from './period-strip.ts';
import { frameOf, timeline } from './timeline.ts';
import { binShares, binTitles, waitsChart } from './waits-chart.ts';

/** One page with all that a comparison says. */
export function comparisonPage(comparison: Comparison, more?: OneMore): string {
  const { scenario, systems } = comparison;
  const body = html`<ul class="cards">${systems.map((system) => card(system, comparison))}</ul>
${verdictOf(comparison, more).map((sentence) => html`<p>${sentence}</p>`)}
<h2>In figures</h2>
${figuresTable(comparison)}
<h2>Costs</h2>
${figure(draw(costsChart(systems)), 'The whole period, in US dollars.')}
<h2>Waits</h2>
${figure(draw(waitsChart(systems)), 'From when a job can run until it does: the part of all jobs that wait so long.')}
${waitsTable(systems)}
<h2>Machines and jobs over time</h2>
${timelines(comparison)}`;
  return layout('What CI would cost, and how long jobs would wait', scenario, body);
}

function card({ name, result }: ComparedSystem, { scenario: { workload } }: Comparison): Markup {
  const { p50, p95 } = result.waitSeconds;
  return html`<li><div class="name">${name}</div>
<div class="cost">${dollars(aMonthOf(result.cost.total, workload))}</div>
<div class="faint">a month<br>half wait ≤ ${duration(p50)}<br>95 % wait ≤ ${duration(p95)}</div></li>`;
}

function figuresTable(comparison: Comparison): Markup {
  const { systems } = comparison;
  const heads = systems.map(({ name }) => html`<th scope="col">${name}</th>`);
  return html`<div class="wide"><table>
<thead><tr><td></td>${heads}</tr></thead>
<tbody>${rowsOf(comparison).map((row) => figureRow(row, systems))}</tbody>
</table></div>`;
}

function figureRow({ title, isPart, of }: FigureRow, systems: readonly ComparedSystem[]): Markup {
  const isSum = title.startsWith('cost');
  return html`<tr class="${isSum ? 'sum' : ''}"><th scope="row" class="${isPart ? 'part' : ''}">${title}</th>
${systems.map(({ result }) => html`<td>${of(result)}</td>`)}</tr>`;
}

function waitsTable(systems: readonly ComparedSystem[]): Markup {
  const shares = systems.map(binShares);
  const heads = systems.map(({ name }) => html`<th scope="col">${name}</th>`);
  const rows = binTitles().map(
    (title, bin) =>
      html`<tr><th scope="row">${title}</th>${shares.map((share) => html`<td>${share[bin]} %</td>`)}</tr>`,
  );
  return html`<details><summary>The same as a table</summary><div class="wide"><table>
<thead><tr><th scope="col">wait</th>${heads}</tr></thead>
<tbody>${rows}</tbody>
</table></div></details>`;
}

function timelines({ scenario, systems }: Comparison): Markup {
  const { workload, settings } = scenario;
  const timezone = timezoneOf(scenario);
  const frame = frameOf(scenario, systems);
  const strips = settings.runners.flatMap((runner) => {
    const strip = periodStrip(runner, workload, timezone);
    const caption = `${runner.name}: blue where one of its periods holds (${timezone}).`;
    return strip === undefined ? [] : [figure(draw(strip), caption)];
  });
  const minutes = Math.round(((workload.end - workload.start) / 336 / 60) * 10) / 10;
  const [ours, ...peers] = systems.map((system) =>
    figure(draw(timeline(system, frame)), `${system.name}: averages of ${minutes} minutes.`),
  );
  return html`${ours}${strips}${peers}${daysTable(systems, frame)}`;
}
