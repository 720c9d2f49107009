import { writeFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { compare, resultsOf } from '../../compare/compare.ts';
import type { ComparedName } from '../../compare/names.ts';
import { oneMore } from '../../compare/one-more.ts';
import { type Overload, overloadOf } from '../../compare/overload.ts';
import { lowestSpotHour, type Prices } from '../../compare/prices/prices.ts';
import { readPrices } from '../../compare/prices/read.ts';
import { US_EAST_1 } from '../../compare/prices/us-east-1.ts';
import { type Boot, bootOf, type Scenario } from '../../compare/systems.ts';
import type { TriedType } from '../../compare/tune/candidates.ts';
import { tune } from '../../compare/tune/tune.ts';
import { generateWorkload } from '../../compare/workloads/generate.ts';
import { readJobsFile } from '../../compare/workloads/jobs-file.ts';
import type { LeftOut } from '../../compare/workloads/kinds.ts';
import { PROFILES, type ProfileName } from '../../compare/workloads/profiles.ts';
import type { Workload } from '../../compare/workloads/workload.ts';
import { readTextFile, shownFile } from '../../config/file/text-file.ts';
import { readWhole } from '../../config/read.ts';
import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { duration } from '../../scaler/plan/duration.ts';
import { some } from '../../scaler/plan/some.ts';
import type { ConfigOption, JsonOption } from '../options.ts';
import { report } from '../terminal/output.ts';
import { checkWritable } from '../terminal/output-file.ts';
import { showComparison } from './comparison-table.ts';
import { timezoneOf } from './figures-table.ts';
import { type ProgressBar, progressBar } from './progress-bar.ts';
import { showTuning, tuningJson } from './tune/tuning-text.ts';

export interface SimulateOptions extends ConfigOption, JsonOption {
  readonly workload: ProfileName;
  readonly perDay: number;
  readonly jobs?: string;
  readonly days?: number;
  readonly from?: number;
  readonly seed: number;
  readonly compare: readonly ComparedName[];
  readonly alwaysOn?: number;
  readonly bastionType: string;
  readonly interruptions: number;
  readonly boot?: Boot;
  readonly prices?: string;
  readonly tune?: true;
  readonly p95: number;
  readonly types?: readonly TriedType[];
  readonly html?: string;
  readonly svg?: string;
}

/** A Monday: what is simulated without --from is the same whenever it is. */
const FIRST_DAY = '2026-11-23';
const DEFAULT_DAYS = 7;
/** Of more jobs than these nothing is simulated but what is asked for. */
const MOST_AGAIN = 50_000;
/** GitLab Runner's own, where check_interval is 0. */
const DEFAULT_CHECK_INTERVAL = 3;

/** Simulates as the options say, and tells what came of it. Throws Error that says what is wrong, and what to do. */
export async function runSimulate(options: SimulateOptions): Promise<void> {
  for (const file of [options.html, options.svg]) if (file !== undefined) checkWritable(file);
  const scenario = await scenarioOf(options);
  return options.tune ? tuneIt(scenario, options) : compareThem(scenario, options);
}

async function compareThem(scenario: Scenario, options: SimulateOptions): Promise<void> {
  const bar = progressBar();
  const { comparison, more } = await withBar(bar, async () => {
    const comparison = await compare(scenario, options.compare, (system, share) => bar.show(system, share));
    const ours = comparison.systems[0]?.result;
    if (options.json || ours === undefined || ours.jobs > MOST_AGAIN) return { comparison };
    const more = await oneMore(scenario, ours, (share) => bar.show('with one more', share));
    return { comparison, more };
  });
  if (options.html !== undefined) {
    const { comparisonPage } = await import('./page/page.ts');
    writeFileSync(options.html, comparisonPage(comparison, more));
  }
  if (options.svg !== undefined) {
    const { picture } = await import('./page/picture.ts');
    writeFileSync(options.svg, picture(comparison));
  }
  report(resultsOf(comparison), options, () => showComparison(comparison, more));
}

async function tuneIt(scenario: Scenario, options: SimulateOptions): Promise<void> {
  const { p95, types = [] } = options;
  const bar = progressBar();
  const tuning = await withBar(bar, () =>
    tune({ scenario, p95, types, onProgress: (share) => bar.show('trying settings', share) }),
  );
  if (options.html !== undefined) {
    const { tuningPage } = await import('./page/tuning-page.ts');
    writeFileSync(options.html, tuningPage(tuning));
  }
  report(tuningJson(tuning), options, () => showTuning(tuning));
}

async function withBar<T>(bar: ProgressBar, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    bar.stop();
  }
}

async function scenarioOf(options: SimulateOptions): Promise<Scenario> {
  const { settings, checkInterval } = bastionOf(options);
  const workload = await workloadOf(options, settings);
  const { seed, bastionType, alwaysOn, interruptions, boot = bootOf(settings) } = options;
  const prices = pricesOf(options);
  for (const runner of settings.runners) warnOfLowBid(runner, prices);
  warnOfOverload(overloadOf(workload, settings));
  return {
    ...{ settings, workload, seed, bastionType, interruptions, boot, prices, checkInterval },
    ...(alwaysOn !== undefined && { alwaysOn }),
  };
}

/** What a bastion reads besides the settings: how often it polls. */
function bastionOf({ config }: ConfigOption) {
  const { settings, document } = readWhole(readTextFile(config), shownFile(config));
  return { settings, checkInterval: Number(document.value['check_interval'] ?? 0) || DEFAULT_CHECK_INTERVAL };
}

function pricesOf({ prices }: SimulateOptions): Prices {
  return prices === undefined ? US_EAST_1 : readPrices(readTextFile(prices), shownFile(prices));
}

/** The simulated EC2 has machines at any price; the real one has none for less than they cost. */
function warnOfLowBid({ name, ec2: { market, instanceTypes } }: RunnerSettings, prices: Prices): void {
  if (market.kind !== 'Spot' || market.maxPrice === undefined) return;
  const lowest = lowestSpotHour(prices, instanceTypes);
  if (lowest === undefined || Number(market.maxPrice) >= lowest) return;
  const types = instanceTypes.join(', ');
  process.stderr.write(
    `warning: runner ${name}: amazonec2-spot-price is ${market.maxPrice}, below what ${types} typically costs on spot (${lowest.toFixed(4)} an hour in ${prices.region}, ${prices.asOf}). On AWS it would hardly ever get a machine: raise it, or leave it out.\n`,
  );
}

function warnOfOverload(overload: Overload | undefined): void {
  if (overload === undefined) return;
  const { most, needed, worstWait } = overload;
  const machines = `${some(Math.round(needed * 10) / 10, 'machine')} on the average`;
  process.stderr.write(
    `warning: more work than capacity: the jobs keep ${machines} busy, concurrent and limit let ${most} exist, and at the worst time a job waits for some ${duration(worstWait)}, whatever boots. Raise concurrent.\n`,
  );
}

async function workloadOf(options: SimulateOptions, settings: Settings): Promise<Workload> {
  const { runners } = settings;
  if (options.jobs !== undefined) {
    const { workload, leftOut } = await readJobsFile(options.jobs, runners, options.days);
    for (const each of leftOut) warn(each, shownFile(options.jobs));
    return workload;
  }
  const timezone = timezoneOf({ settings });
  return generateWorkload({
    ...{ runners, timezone, seed: options.seed, jobsPerDay: options.perDay },
    profile: PROFILES[options.workload],
    start: options.from ?? DateTime.fromISO(FIRST_DAY, { zone: timezone }).toSeconds(),
    days: options.days ?? DEFAULT_DAYS,
  });
}

function warn({ tags, count, line }: LeftOut, file: string): void {
  const what = `${some(count, 'job')} ${tags === '' ? 'without tags' : `with the tags "${tags}"`}`;
  const where = count === 1 ? `is left out: line ${line}` : `are left out, the first in line ${line}`;
  const why = 'No runner of config.toml may run them: see tags and run_untagged in [runners.bastionless]';
  process.stderr.write(`warning: ${file}: ${what} ${where}. ${why}.\n`);
}
