import { COLOUR_STYLE } from './palette.ts';

/** The page's whole style: it loads nothing, and is printed in black on white. */
export const STYLE = `${COLOUR_STYLE}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.5rem 0 .5rem}
p{margin:.25rem 0;max-width:46rem}
.faint,figcaption,footer{color:var(--faint);font-size:.875rem}
.cards{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0 1rem;padding:0;list-style:none}
.cards li{flex:1 1 11rem;border:1px solid var(--grid);border-radius:.5rem;padding:.75rem 1rem}
.cards .name{font-weight:600}
.cards .faint{white-space:nowrap}
.cards .cost{font-size:1.5rem;font-weight:600;line-height:1.3}
.cards li:first-child{border-color:var(--first);border-width:2px}
figure{margin:.5rem 0 1.25rem;break-inside:avoid}
figure svg{display:block;width:100%;min-width:36rem;height:auto}
figure div{overflow-x:auto}
figcaption b{color:var(--ink)}
details{margin:.25rem 0;font-size:.875rem}
summary{cursor:pointer;color:var(--faint)}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.2rem .9rem .2rem 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--grid)}
th:first-child,td:first-child{text-align:left}
tbody th{font-weight:400}
tbody th.part{padding-left:1.25rem;color:var(--faint)}
tbody tr.sum th,tbody tr.sum td{font-weight:600}
a{color:var(--first)}
code{font:.875em ui-monospace,monospace}
pre{overflow-x:auto;border:1px solid var(--grid);border-radius:.5rem;padding:.75rem 1rem}
footer{margin-top:3rem}
@media print{body{max-width:none;padding:0;font-size:10pt}figure svg{min-width:0}
summary{display:none}details::details-content{content-visibility:visible;display:block}
h2{break-after:avoid}.cards li{padding:.4rem .6rem}}`;
