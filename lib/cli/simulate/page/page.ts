import { html, raw } from 'hono/html';
import type { ComparedSystem, Comparison } from '../../../simulation/compare/compare.ts';
import { dollars, seconds } from '../figures.ts';
import { aMonthOf, type FigureRow, headlineOf, rowsOf, titleOf } from '../figures-table.ts';
import { draw } from './chart.ts';
import { costsChart } from './costs-chart.ts';
import { daysTable } from './days-table.ts';
import { periodStrip } from './period-strip.ts';
import { STYLE } from './style.ts';
import { highestOf, timeline } from './timeline.ts';
import { binShares, binTitles, waitsChart } from './waits-chart.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** One page with all that a comparison says: it loads nothing, and runs no script. */
export function reportPage(comparison: Comparison): string {
  const [workload, circumstances] = headlineOf(comparison);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What CI would cost: ${workload}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>What CI would cost, and how long jobs would wait</h1>
<p>${workload}</p>
<p class="faint">${circumstances}</p>
<ul class="cards">${comparison.systems.map((system) => card(system, comparison))}</ul>
<h2>In figures</h2>
${figuresTable(comparison)}
<h2>Costs</h2>
${figure(draw(costsChart(comparison.systems)), 'The whole period, in US dollars.')}
<h2>Waits</h2>
${figure(draw(waitsChart(comparison.systems)), 'From when a job can run until it does: the part of all jobs that wait so long.')}
${waitsTable(comparison.systems)}
<h2>Machines and jobs over time</h2>
${timelines(comparison)}
</main>
<footer>
<p>Simulated by <code>bastionless simulate</code>. Machines boot in 22 to 42 s in all systems; spot prices are typical ones and
nothing is interrupted. docs/simulate.md says what each system is, and what its model leaves out.</p>
${sources(comparison)}
</footer>
</body>
</html>
`;
  return String(page);
}

function card({ name, result }: ComparedSystem, { scenario: { workload } }: Comparison) {
  return html`<li><div class="name">${titleOf(name)}</div><div class="cost">${dollars(aMonthOf(result.cost.total, workload))}</div>
<div class="faint">a month<br>half wait ≤ ${seconds(result.waitSeconds.p50)}<br>95 % wait ≤ ${seconds(result.waitSeconds.p95)}</div></li>`;
}

function figure(svg: string, caption: string) {
  return html`<figure><div>${raw(svg)}</div><figcaption>${caption}</figcaption></figure>`;
}

function figuresTable(comparison: Comparison) {
  const { systems } = comparison;
  return html`<div class="wide"><table>
<thead><tr><td></td>${systems.map(({ name }) => html`<th scope="col">${titleOf(name)}</th>`)}</tr></thead>
<tbody>${rowsOf(comparison).map((row) => figureRow(row, systems))}</tbody>
</table></div>`;
}

function figureRow({ title, isPart, of }: FigureRow, systems: readonly ComparedSystem[]) {
  const isSum = title.startsWith('cost');
  return html`<tr class="${isSum ? 'sum' : ''}"><th scope="row" class="${isPart ? 'part' : ''}">${title}</th>
${systems.map(({ result }) => html`<td>${of(result)}</td>`)}</tr>`;
}

function waitsTable(systems: readonly ComparedSystem[]) {
  const shares = systems.map(binShares);
  return html`<details><summary>The same as a table</summary><div class="wide"><table>
<thead><tr><th scope="col">wait</th>${systems.map(({ name }) => html`<th scope="col">${titleOf(name)}</th>`)}</tr></thead>
<tbody>${binTitles().map((title, bin) => html`<tr><th scope="row">${title}</th>${shares.map((share) => html`<td>${share[bin]} %</td>`)}</tr>`)}</tbody>
</table></div></details>`;
}

function timelines({ scenario: { workload, settings }, systems }: Comparison) {
  const timezone = settings.runners[0]?.machine.periods[0]?.timezone ?? 'UTC';
  const frame = { workload, timezone, highest: highestOf(systems) };
  const strips = settings.runners.flatMap((runner) => {
    const strip = periodStrip(runner, workload, timezone);
    return strip === undefined
      ? []
      : [figure(draw(strip), `${runner.name}: dark where one of its periods holds (${timezone}).`)];
  });
  const [ours, ...peers] = systems.map((system) =>
    figure(
      draw(timeline(system, frame)),
      `${titleOf(system.name)}, average of each ${partOf(workload.end - workload.start)}`,
    ),
  );
  return html`${ours}${strips}${peers}${daysTable(systems, frame)}`;
}

function partOf(seconds: number): string {
  return `${Math.round((seconds / 336 / 60) * 10) / 10} minutes`;
}

function sources({ scenario: { prices } }: Comparison) {
  if (prices.sources.length === 0) return html`<p>Prices: ${prices.asOf}.</p>`;
  return html`<p>Prices of ${prices.region}, ${prices.asOf}:</p><ul>${prices.sources.map((url) => html`<li><a href="${url}">${url}</a></li>`)}</ul>`;
}
