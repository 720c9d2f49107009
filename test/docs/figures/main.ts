import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fill, PAGES, type Tables } from './fill.ts';
import { hoursTable, measureHours } from './hours.ts';
import {
  type Benched,
  goalsTable,
  growthTable,
  jobTable,
  lookaheadTable,
  officeTable,
  restTable,
  type Simulated,
  timedTable,
} from './tables.ts';

/**
 * Writes the tables of the pages anew, and their pictures: what is counted, which is the same on every computer; with
 * --timed what is timed, on a computer that should have nothing else to do.
 */
const USAGE = `npm run figures              the tables and pictures that are counted
npm run figures -- --timed   those that are timed
`;

const { values: chosen } = parseArgs({ options: { timed: { type: 'boolean' }, help: { type: 'boolean' } } });
if (chosen.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const KNOWN = ['office', 'hours', 'rest', 'job', 'counted', 'lookahead', 'timed', 'growth'];

const tables = chosen.timed ? timedTables() : await countedTables();
for (const page of PAGES) writeFileSync(page, fill(readFileSync(page, 'utf8'), tables, KNOWN));

async function countedTables(): Promise<Tables> {
  const compared = 'docker-machine,docker-autoscaler,bastion';
  const systems = simulated('--svg', 'docs/simulate.svg', '--compare', compared);
  const staged = ['--config', 'test/docs/figures/staged.toml', '--workload', 'staged', '--days', '3'];
  const seeds = [1, 2].map((seed) => ({
    seed,
    systems: simulated(
      ...[...staged, '--boot', '22-42', '--seed', String(seed), '--compare', 'without-lookahead'],
    ),
  }));
  const bench = benched('--only', 'burst,cost,rest');
  return {
    office: officeTable(systems),
    hours: hoursTable(await measureHours((what) => process.stderr.write(`${what}\n`))),
    rest: restTable(bench),
    job: jobTable(bench),
    counted: goalsTable(bench),
    lookahead: lookaheadTable(seeds),
  };
}

function timedTables(): Tables {
  const bench = benched('--chart', 'docs/benchmarks.svg');
  return { timed: timedTable(bench), growth: growthTable(bench) };
}

function simulated(...options: readonly string[]): Simulated {
  return printed('lib/cli/main.ts', 'simulate', '--json', ...options) as Simulated;
}

function benched(...options: readonly string[]): Benched {
  return printed('test/bench/main.ts', '--json', ...options) as Benched;
}

function printed(script: string, ...args: readonly string[]): unknown {
  const text = execFileSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(text.toString());
}
