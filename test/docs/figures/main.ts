import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fill, PAGES, type Tables } from './fill.ts';
import {
  type Benched,
  goalsTable,
  jobTable,
  lookaheadTable,
  officeTable,
  restTable,
  type Simulated,
} from './tables.ts';

/** Runs what counts and writes the tables of the pages anew, and the picture of README. What is timed is left to `npm run bench`. */

const PICTURE = 'docs/simulate.svg';

function printed(script: string, ...args: readonly string[]): unknown {
  const text = execFileSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(text.toString());
}

const systems = printed(
  'lib/cli/main.ts',
  ...['simulate', '--json', '--svg', PICTURE, '--compare', 'docker-machine,docker-autoscaler,bastion'],
) as Simulated;
const bench = printed('test/bench/main.ts', '--json', '--only', 'burst,cost,rest') as Benched;

const seeds = [1, 2].map((seed) => ({
  seed,
  systems: printed(
    'lib/cli/main.ts',
    ...[
      'simulate',
      '--json',
      '--config',
      'test/docs/figures/staged.toml',
      '--workload',
      'staged',
      '--days',
      '3',
    ],
    ...['--boot', '22-42', '--seed', String(seed), '--compare', 'without-lookahead'],
  ) as Simulated,
}));

const tables: Tables = {
  office: officeTable(systems),
  rest: restTable(bench),
  job: jobTable(bench),
  counted: goalsTable(bench),
  lookahead: lookaheadTable(seeds),
};
for (const page of PAGES) {
  writeFileSync(page, fill(readFileSync(page, 'utf8'), tables, Object.keys(tables)));
}
