import { readConfig } from '../../../lib/config/read.ts';
import type { RunnerSettings, Settings } from '../../../lib/config/settings.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { SimulatedProject } from '../../../lib/simulation/gitlab/model.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { configOf } from './config.ts';
import { plotOf } from './plots.ts';
import { type Push, pushesOf } from './pushes.ts';
import { CALM_FROM, START, STORM_SECONDS } from './times.ts';

/** What one seed tries out: a config.toml, who pushes what when, and what is odd in this world. */
export interface Scenario extends Plot {
  readonly config: string;
  readonly settings: Settings;
  readonly start: UnixSeconds;
  /** From then on nothing goes wrong any more, and nothing is pushed. */
  readonly calmFrom: UnixSeconds;
  readonly pushes: readonly Push[];
  /** An operator drains. */
  readonly drains: readonly Spell[];
  /** GitLab stores a job's log before it takes its end. */
  readonly storesTracesByPart: boolean;
  /** Seconds by which GitLab's clock is ahead. */
  readonly skew: number;
}

/** What sets a world apart from others. */
export interface Plot {
  /** For people. */
  readonly plot: string;
  readonly pushes?: readonly Push[];
  /** Those alone that jobs are pushed for: of all, unless it says. */
  readonly busy?: readonly RunnerSettings[];
  readonly projects?: readonly SimulatedProject[];
  /** Another deployment serves the same jobs. */
  readonly isShared?: true;
  /** The key of a record that cannot be read. */
  readonly unreadable?: string;
  /** A project in which our token's user is a guest. */
  readonly hidden?: number;
  /** A project whose people cancel each job soon after it began. */
  readonly impatient?: number;
  /** GitLab answers 500 to whatever is asked of a project’s jobs: for this time, and again for the encore. */
  readonly outage?: { readonly projectId: number; readonly from: UnixSeconds; readonly until: UnixSeconds };
  /** A project whose people have it served by every other project's runner that is not locked. */
  readonly borrower?: number;
  readonly encore?: Encore;
  /** An entry of config.toml, which is deployed without it from then on. */
  readonly removed?: { readonly entry: string; readonly at: UnixSeconds };
  /** An operator keeps machines, as they are there then. */
  readonly kept?: readonly Spell[];
  /** A runner of whose machines EC2 has none while faults last. */
  readonly exhausted?: string;
  /** The compute minutes of a project, which may use GitLab's instance runners, are used up from then on. */
  readonly minutesUsedUp?: { readonly projectId: number; readonly at: UnixSeconds };
  /** Group runners, which are off in a project, are switched on. */
  readonly switchedOn?: { readonly projectId: number; readonly at: UnixSeconds };
}

/** What people do when all has come to rest, and no machine is there by chance. */
export interface Encore {
  readonly pushes: readonly Later<Omit<Push, 'at'>>[];
  /** Group runners, which are off in a project, are switched on. */
  readonly switchedOn?: Later<{ readonly projectId: number }>;
}

/** So many seconds after the encore has begun. */
export type Later<T> = T & { readonly after: number };

/** For so many seconds. */
export interface Spell {
  readonly at: UnixSeconds;
  readonly seconds: number;
}

const LONGEST_DRAIN = 900;

export function scenarioOf(seed: number): Scenario {
  const random = new SeededRandom(seed).fork('scenario');
  const { scope, config: write = configOf, tell } = plotOf(random.fork('plot'));
  const config = write(random, scope);
  const settings = readConfig(config, `the config.toml of seed ${seed}`);
  const plot = tell(settings.runners);
  const pushes = [...pushesOf(random, plot.busy ?? settings.runners), ...(plot.pushes ?? [])];
  return {
    ...plot,
    ...{ config, settings, start: START, calmFrom: CALM_FROM },
    pushes: pushes.toSorted((one, other) => one.at - other.at),
    drains: drainsOf(random.fork('drains')),
    storesTracesByPart: random.fork('traces').next() < 0.5,
    skew: skewOf(random.fork('skew')),
  };
}

/** As config.toml is deployed last. */
export function lastSettings(settings: Settings, { removed }: Pick<Plot, 'removed'>): Settings {
  return { ...settings, runners: settings.runners.filter(({ entry }) => entry.name !== removed?.entry) };
}

/** In a third of the worlds GitLab's clock is wrong by up to ten minutes, either way. */
function skewOf(random: SeededRandom): number {
  return random.next() < 1 / 3 ? random.between(-600, 600) : 0;
}

/** In half of the worlds one, which is over before the faults are. */
function drainsOf(random: SeededRandom): Spell[] {
  if (random.next() < 0.5) return [];
  const at = random.between(START, START + STORM_SECONDS - LONGEST_DRAIN);
  return [{ at, seconds: random.between(60, LONGEST_DRAIN) }];
}
