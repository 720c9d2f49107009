import { readConfig } from '../../lib/config/read.ts';
import type { RunnerSettings, Settings } from '../../lib/config/settings.ts';
import type { UnixSeconds } from '../../lib/scaler/state/time.ts';
import type { NewJob } from '../../lib/simulation/gitlab/model.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import { projectIn } from '../../lib/simulation/world/projects.ts';

/** What one seed tries out: a config.toml, and who pushes what when. */
export interface Scenario {
  readonly config: string;
  readonly settings: Settings;
  readonly start: UnixSeconds;
  /** From then on nothing goes wrong any more, and nothing is pushed. */
  readonly calmFrom: UnixSeconds;
  readonly pushes: readonly Push[];
  readonly drains: readonly Drained[];
}

/** An operator drains for so many seconds. */
export interface Drained {
  readonly at: UnixSeconds;
  readonly seconds: number;
}

export interface Push {
  readonly at: UnixSeconds;
  readonly projectId: number;
  readonly jobs: readonly NewJob[];
}

/** A Tuesday. */
const START = Date.parse('2026-11-24T09:00:00Z') / 1000;
const STORM_SECONDS = 2 * 3600;
/** IdleCount holds while faults do, and no longer: afterwards nothing is to be left. */
const STORM_PERIOD = '* 9-10 * * *';
const TAGS = ['linux', 'gpu', 'large'];
const STAGES = ['build', 'test'];
const LONGEST_JOB = 600;
const LONGEST_DRAIN = 1800;
const TYPES = ['t3.medium', 'm5.large', 'c5.large'];
const SUBNETS = ['subnet-0a', 'subnet-0b'];
const ENVIRONMENTS = [undefined, undefined, undefined, 'production', 'review/1'];

export function scenarioOf(seed: number): Scenario {
  const random = new SeededRandom(seed).fork('scenario');
  const config = configOf(random);
  const settings = readConfig(config, `the config.toml of seed ${seed}`);
  const calmFrom = START + STORM_SECONDS;
  const pushes = pushesOf(random, settings.runners, calmFrom);
  return { config, settings, start: START, calmFrom, pushes, drains: drainsOf(random.fork('drains')) };
}

/** In half of the worlds one, which is over before the faults are. */
function drainsOf(random: SeededRandom): Drained[] {
  if (random.next() < 0.5) return [];
  const at = random.between(START, START + STORM_SECONDS - LONGEST_DRAIN);
  return [{ at, seconds: random.between(60, LONGEST_DRAIN) }];
}

function configOf(random: SeededRandom): string {
  const runners = Array.from({ length: random.oneOf([1, 1, 2, 3]) }, (_, index) => runnerOf(random, index));
  return [`concurrent = ${random.whole(2, 12)}`, ...runners].join('\n\n');
}

function runnerOf(random: SeededRandom, index: number): string {
  const options = ['"amazonec2-instance-type=t3.medium"'];
  const isSpot = random.next() < 0.8;
  if (isSpot) options.push('"amazonec2-request-spot-instance=true"');
  const tags = index === 0 ? [] : TAGS.filter(() => random.next() < 0.5);
  const scope = random.oneOf(['', '', 'project = 380', 'group = 12']);
  return `[[runners]]
  name = "runner-${index + 1}"
  url = "https://gitlab.example.com"
  executor = "docker+machine"
  limit = ${random.oneOf([0, 2, 4, 8])}
  [runners.docker]
    image = "alpine"
  [runners.machine]
    IdleCount = 0
    IdleTime = ${random.oneOf([0, 60, 300])}
    MaxBuilds = ${random.oneOf([0, 1, 3, 10])}
    MaxGrowthRate = ${random.oneOf([0, 0, 2])}
    MachineDriver = "amazonec2"
    MachineName = "machine-%s"
    MachineOptions = [${options.join(', ')}]
    [[runners.machine.autoscaling]]
      Periods = ["${STORM_PERIOD}"]
      IdleCount = ${random.oneOf([0, 0, 1, 3])}
      IdleTime = ${random.oneOf([60, 300, 600])}
      IdleScaleFactor = ${random.oneOf(['0.0', '0.0', '0.5'])}
  [runners.bastionless]
    ${scope}
    tags = ${JSON.stringify(tags)}
    run_untagged = ${tags.length === 0 || random.next() < 0.5}
    boot_timeout = ${random.oneOf([180, 300])}
    instance_types = ${JSON.stringify(TYPES.slice(0, random.whole(1, TYPES.length)))}
    subnets = ${JSON.stringify(SUBNETS.slice(0, random.whole(1, SUBNETS.length)))}
    on_demand_fallback = ${isSpot && random.next() < 0.5}
    retry_interrupted = ${random.next() < 0.9}
    retry_limit = ${random.oneOf([0, 1, 3, 3])}
    retry_except_tags = ${JSON.stringify(random.next() < 0.2 ? ['large'] : [])}
    retry_except_environments = ${JSON.stringify(random.oneOf([[], ['production'], ['review/*']]))}
${sizesOf(random.fork(`sizes of ${index}`))}`;
}

/** In a third of the runners: what jobs ask for by a tag, with its own bounds. */
function sizesOf(random: SeededRandom): string {
  if (random.next() < 2 / 3) return '';
  return ['big', 'huge']
    .slice(0, random.whole(1, 2))
    .map((name) => sizeOf(random, name))
    .join('\n');
}

const sizeOf = (random: SeededRandom, name: string): string => `    [runners.bastionless.sizes.${name}]
      instance_types = ["m5.2xlarge"]
      limit = ${random.oneOf([0, 1, 3])}
      idle_time = ${random.oneOf([0, 60, 300])}
      shares = ${random.next() < 0.3}`;

function pushesOf(random: SeededRandom, runners: readonly RunnerSettings[], until: UnixSeconds): Push[] {
  const pushes = random.whole(12, 24);
  return Array.from({ length: pushes }, (): Push => {
    const runner = random.oneOf(runners);
    return {
      at: random.between(START, until),
      projectId: projectIn(runner.scope).id,
      jobs: Array.from({ length: random.whole(1, 6) }, (_, index) => jobFor(random, runner, index)),
    };
  }).toSorted((one, other) => one.at - other.at);
}

/** One that the runner can run, if others can or not. */
function jobFor(random: SeededRandom, { tags, runUntagged, onlyFor }: RunnerSettings, index: number): NewJob {
  const wanted = tags.filter((tag) => random.next() < 0.5 || tag === onlyFor);
  const environment = random.oneOf(ENVIRONMENTS);
  const some = wanted.length > 0 || runUntagged ? wanted : tags;
  return {
    name: `job-${index + 1}`,
    stage: random.oneOf(STAGES),
    tags: some,
    duration: Math.round(5 + (LONGEST_JOB - 5) * random.next() ** 2),
    ...(environment !== undefined && { environment }),
  };
}
