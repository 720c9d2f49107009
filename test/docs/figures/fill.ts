/** The pages that have places for tables. */
export const PAGES = ['docs/cost.md', 'docs/benchmarks.md', 'docs/lookahead.md', 'docs/scale.md'];

/** Tables in Markdown by their names. */
export type Tables = Readonly<Record<string, readonly string[]>>;

/**
 * The page with each of the tables in its place: between `<!-- figures: NAME -->` and `<!-- figures end -->`. Tables that
 * are not given stay as they are. Throws Error if the page has a place of a name that nobody fills.
 *
 * @param known all names that there are
 */
export function fill(page: string, tables: Tables, known: readonly string[]): string {
  return page.replaceAll(PLACE, (place, name: string) => {
    if (!known.includes(name)) throw new Error(`no figures are called ${name}, only ${known.join(', ')}`);
    const table = tables[name];
    return table === undefined ? place : [beginOf(name), ...table, END].join('\n');
  });
}

/** The names of the page's places. */
export const placesIn = (page: string): readonly string[] =>
  [...page.matchAll(PLACE)].map(([, name = '']) => name);

const END = '<!-- figures end -->';
const PLACE = /<!-- figures: (\S+) -->\n[\s\S]*?<!-- figures end -->/g;
const beginOf = (name: string): string => `<!-- figures: ${name} -->`;
