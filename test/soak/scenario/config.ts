import type { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import { STORM_PERIOD } from './times.ts';

const TAGS = ['linux', 'gpu', 'large'];
const TYPES = ['t3.medium', 'm5.large', 'c5.large'];
const SUBNETS = ['subnet-0a', 'subnet-0b'];

/** @param scope of the first runner, if the scenario needs one */
export function configOf(random: SeededRandom, scope?: string): string {
  const runners = Array.from({ length: random.oneOf([1, 1, 2, 3]) }, (_, index) =>
    runnerOf(random, index, index === 0 ? scope : undefined),
  );
  const least = areSeveral(random) ? MOST_PLACES : 2;
  return [`concurrent = ${Math.max(random.whole(2, 12), least)}`, ...runners].join('\n\n');
}

/** Two entries, of which the second may go. */
export function pairConfigOf(random: SeededRandom): string {
  const runners = [0, 1].map((index) => runnerOf(random, index, undefined));
  return [`concurrent = ${2 * MOST_PLACES}`, ...runners].join('\n\n');
}

const MOST_PLACES = 4;
/** Of eight machines, at the most. */
export const MANY_PLACES = 8 * MOST_PLACES;

/** As many of the first runner's machines stand ready as a bound that it shares allows, and jobs of the tag gpu are for another alone. */
export function crowdedConfigOf(random: SeededRandom): string {
  return random.fork('bound').next() < 0.5 ? fullConcurrentOf(random) : fullLimitOf(random);
}

/** Two entries, which share `concurrent`. */
function fullConcurrentOf(random: SeededRandom): string {
  const ready = readyRunnerOf(random).replace(/limit = .*/, 'limit = 0');
  const needy = runnerOf(random, 1, OF_PROJECT)
    .replace(/limit = .*/, 'limit = 0')
    .replace(/access_level = .*/, 'access_level = "not_protected"')
    .replace(/tags = .*/, 'tags = ["gpu"]')
    .replace(/run_untagged = .*/, 'run_untagged = false');
  return [`concurrent = ${MOST_PLACES}`, ready, needy].join('\n\n');
}

/** One entry and its size, which share its `limit`. */
function fullLimitOf(random: SeededRandom): string {
  const ready = readyRunnerOf(random)
    .replace(/limit = .*/, `limit = ${MOST_PLACES}`)
    .replace(/jobs_per_machine = .*/, 'jobs_per_machine = 1');
  return [`concurrent = ${MANY_PLACES}`, `${ready}\n${sizeOf(random, 'gpu')}`].join('\n\n');
}

const readyRunnerOf = (random: SeededRandom): string =>
  runnerOf(random, 0, OF_PROJECT)
    .replace(/(Periods = .*\s+IdleCount = ).*/, (_, before: string) => `${before}${MOST_PLACES}`)
    .replace(/IdleScaleFactor = .*/, 'IdleScaleFactor = 0.0');

/** One runner, whose machines are many as soon as jobs wait, and stay idle for so long that each has a job before that is over. */
export function roomyConfigOf(random: SeededRandom): string {
  const roomy = runnerOf(random, 0, OF_PROJECT)
    .replace(/limit = .*/, 'limit = 0')
    .replace(/IdleTime = .*/, 'IdleTime = 600')
    .replace(/MaxBuilds = .*/, 'MaxBuilds = 0')
    .replace(/MaxGrowthRate = .*/, 'MaxGrowthRate = 0');
  return [`concurrent = ${MANY_PLACES}`, roomy].join('\n\n');
}

const OF_PROJECT = `project = ${PROJECT.id}`;

/** In half of the worlds a machine runs several jobs at once. */
const areSeveral = (random: SeededRandom): boolean => random.fork('places').next() < 0.5;

const placesOf = (random: SeededRandom, index: number): number =>
  areSeveral(random) ? random.fork(`places of ${index}`).whole(2, MOST_PLACES) : 1;

function runnerOf(random: SeededRandom, index: number, needed: string | undefined): string {
  const options = ['"amazonec2-instance-type=t3.medium"'];
  const isSpot = random.next() < 0.8;
  if (isSpot) options.push('"amazonec2-request-spot-instance=true"');
  const tags = index === 0 ? [] : TAGS.filter(() => random.next() < 0.5);
  const scope = random.oneOf(['', '', 'project = 380', 'group = 12']);
  // The first runner serves all, so that few jobs have none.
  const isProtected = index > 0 && random.fork(`protection of ${index}`).next() < 0.2;
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
    ${needed ?? scope}
    access_level = "${isProtected ? 'ref_protected' : 'not_protected'}"
    tags = ${JSON.stringify(tags)}
    run_untagged = ${tags.length === 0 || random.next() < 0.5}
    lookahead_budget = ${random.fork(`budget of ${index}`).oneOf([0, 1, 5])}
    jobs_per_machine = ${placesOf(random, index)}
    boot_timeout = ${random.oneOf([180, 300])}
    instance_types = ${JSON.stringify(TYPES.slice(0, random.whole(1, TYPES.length)))}
    subnets = ${JSON.stringify(SUBNETS.slice(0, random.whole(1, SUBNETS.length)))}
    on_demand_fallback = ${isSpot && random.next() < 0.5}
    replace_on_rebalance = ${random.fork(`rebalance of ${index}`).next() < 0.5}
    retry_interrupted = ${random.next() < 0.9}
    retry_limit = ${random.oneOf([0, 1, 3, 3])}
    retry_except_tags = ${JSON.stringify(random.next() < 0.4 ? TAGS : [])}
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
