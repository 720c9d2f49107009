import { html } from 'hono/html';
import type { Tried, Tuning } from '../../../compare/tune/tune.ts';
import { duration } from '../../../scaler/plan/duration.ts';
import { dollars } from '../figures.ts';
import { aMonthOf } from '../figures-table.ts';
import { candidateCells, tomlOf } from '../tune/tuning-text.ts';
import { draw } from './chart.ts';
import { figure, layout, type Markup } from './layout.ts';
import { tuningChart } from './tuning-chart.ts';

/** One page with what was tried, and what to take. */
export function tuningPage(tuning: Tuning): string {
  const { scenario, tried, best, p95 } = tuning;
  const body = html`${verdict(tuning)}
<h2>Cost and wait</h2>
${figure(draw(tuningChart(tuning)), `${tried.length} settings: what 95 % of the jobs wait at most, over what a month costs.`)}
<h2>The settings that none beats in both</h2>
<div class="wide"><table>
<thead><tr><th scope="col">IdleCount</th><th scope="col">IdleTime</th><th scope="col">type</th>
<th scope="col">half wait</th><th scope="col">95 % wait</th><th scope="col">a month</th></tr></thead>
<tbody>${best.map((each) => row(each, tuning))}</tbody>
</table></div>`;
  return layout(
    `The cheapest settings with 95 % of the jobs waiting ${duration(p95)} at most`,
    scenario,
    body,
  );
}

function verdict(tuning: Tuning): Markup {
  const { cheapest, p95 } = tuning;
  if (cheapest === undefined)
    return html`<p><b>None of them keeps 95 % of the jobs within ${duration(p95)}.</b></p>`;
  return html`<pre><code>${tomlOf(cheapest, tuning)}</code></pre>`;
}

function row(tried: Tried, { cheapest, scenario: { workload } }: Tuning): Markup {
  const { candidate, result } = tried;
  const cells = [
    ...candidateCells(candidate).slice(1),
    duration(result.waitSeconds.p50),
    duration(result.waitSeconds.p95),
    dollars(aMonthOf(result.cost.total, workload)),
  ];
  return html`<tr class="${tried === cheapest ? 'sum' : ''}"><th scope="row">${candidate.idleCount}</th>
${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}
