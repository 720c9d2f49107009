import { html, raw } from 'hono/html';
import type { Scenario } from '../../../compare/systems.ts';
import { headlineOf } from '../figures-table.ts';
import { STYLE } from './style.ts';

export type Markup = ReturnType<typeof html>;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** A page about a scenario: it loads nothing, and runs no script. */
export function layout(heading: string, scenario: Scenario, body: Markup): string {
  const [workload, circumstances, prices] = headlineOf(scenario);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}: ${workload}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<p>${workload}</p>
<p class="faint">${circumstances}; ${prices}</p>
${body}
</main>
<footer>
<p>Simulated by <code>bastionless simulate</code>: all systems run the same jobs on the same machines, and spot
prices are typical ones. docs/simulate.md says what each system is, and what its model leaves
out.</p>
${sources(scenario)}
</footer>
</body>
</html>
`;
  return String(page);
}

export function figure(svg: string, caption: string): Markup {
  return html`<figure><div>${raw(svg)}</div><figcaption>${caption}</figcaption></figure>`;
}

function sources({ prices }: Scenario): Markup {
  if (prices.sources.length === 0) return html`<p>Prices: ${prices.asOf}.</p>`;
  const links = prices.sources.map((url) => html`<li><a href="${url}">${url}</a></li>`);
  return html`<p>Prices of ${prices.region}, ${prices.asOf}:</p><ul>${links}</ul>`;
}
