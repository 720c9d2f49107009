import { parseArgs } from 'node:util';

const SECTIONS = ['cold', 'webhook', 'first', 'plan', 'burst', 'cost', 'rest', 'scale', 'simulate'] as const;
export type Section = (typeof SECTIONS)[number];

export const USAGE = `Measures how fast and how cheap bastionless is, on this computer: no AWS account, no GitLab.

  npm run bench -- [--only SECTION,…] [--json] [--chart FILE]

  --only SECTION,…  measure but these (default: all of them)
                      cold     loading each function's bundle in a fresh Node
                      webhook  the webhook's handler, on dynalite and on moto (Python, see npm run venv)
                      first    from a job's webhook to the call that asks for its machine
                      plan     deciding, for 10 to 100,000 machines
                      burst    1,000 jobs in a second, until every machine is asked for
                      cost     what a job uses, and what a million of them cost
                      rest     what a month without a job costs
                      scale    how reads and bursts grow with the jobs that are active
                      simulate what simulate takes for a job
  --json            print one JSON object and nothing else
  --chart FILE      write a chart of the figures and their goals, as SVG
  --help            say this
`;

export interface Options {
  readonly sections: readonly Section[];
  readonly json: boolean;
  readonly chart?: string;
}

/** `Wrong` says what is wrong with the command line. */
type Parsed =
  | { readonly kind: 'Run'; readonly options: Options }
  | { readonly kind: 'Help' }
  | { readonly kind: 'Wrong'; readonly message: string };

export function parseOptions(argv: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        chart: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'Help' };
    const sections = values.only?.split(',').map(sectionOf) ?? SECTIONS;
    const { json, chart } = values;
    return { kind: 'Run', options: { sections, json, ...(chart !== undefined && { chart }) } };
  } catch (error) {
    return { kind: 'Wrong', message: (error as Error).message };
  }
}

function sectionOf(name: string): Section {
  const section = SECTIONS.find((known) => known === name.trim());
  if (section === undefined) throw new Error(`--only: there is no ${name}, only ${SECTIONS.join(', ')}`);
  return section;
}
