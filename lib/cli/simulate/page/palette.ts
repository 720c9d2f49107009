/**
 * The colours of charts: names, for which a page's style has a light and a dark value. Charts are drawn with
 * stand-ins that occur nowhere else, and these are replaced in the finished SVG. The values are those of Okabe and
 * Ito, which people with any colour vision tell apart. https://jfly.uni-koeln.de/color/
 */
const COLOURS = {
  ink: ['#1c2733', '#e6edf3'],
  faint: ['#5b6b7a', '#9aa7b4'],
  grid: ['#dde3e8', '#2c3640'],
  paper: ['#ffffff', '#0f151b'],
  busy: ['#0072b2', '#3d9bdc'],
  idle: ['#8fc7ee', '#1f5c86'],
  booting: ['#e69f00', '#e6a822'],
  waiting: ['#c2410c', '#ff8552'],
  spot: ['#0072b2', '#3d9bdc'],
  onDemand: ['#e69f00', '#e6a822'],
  bastion: ['#c2410c', '#ff8552'],
  storage: ['#8fa3b3', '#6b7d8c'],
  serverless: ['#009e73', '#2fbf95'],
  builds: ['#b0568f', '#d58ab9'],
  first: ['#0072b2', '#3d9bdc'],
  second: ['#e69f00', '#e6a822'],
  third: ['#009e73', '#2fbf95'],
  fourth: ['#b0568f', '#d58ab9'],
  fifth: ['#8fa3b3', '#6b7d8c'],
} as const;

export type Colour = keyof typeof COLOURS;

const NAMES = Object.keys(COLOURS) as readonly Colour[];
/** Of systems, in the order in which they are compared. */
export const SYSTEM_COLOURS: readonly Colour[] = ['first', 'second', 'third', 'fourth', 'fifth'];

/** The stand-in for a colour while a chart is drawn. */
export function standIn(colour: Colour): string {
  return `#fe00${NAMES.indexOf(colour).toString(16).padStart(2, '0')}`;
}

/** The SVG with the style's colours in place of the stand-ins. */
export function withColours(svg: string): string {
  return NAMES.reduce((text, name) => text.replaceAll(standIn(name), `var(--${name})`), svg);
}

const valuesOf = (mode: 0 | 1): string => NAMES.map((name) => `--${name}:${COLOURS[name][mode]}`).join(';');

/** Light, and dark where the reader's system is; on paper always light. */
export const COLOUR_STYLE = `:root{color-scheme:light dark;${valuesOf(0)}}
@media screen and (prefers-color-scheme:dark){:root{${valuesOf(1)}}}`;
