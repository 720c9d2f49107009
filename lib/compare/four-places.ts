import type { Ec2Settings, Market } from '../config/ec2/settings.ts';
import type { RunnerSettings, Settings } from '../config/settings.ts';

const TIMES = 4;
/** Of a family, each twice the one before in memory and price. https://aws.amazon.com/ec2/pricing/on-demand/ */
const LADDER = [
  'nano',
  'micro',
  'small',
  'medium',
  'large',
  'xlarge',
  '2xlarge',
  '4xlarge',
  '8xlarge',
  '16xlarge',
];
const STEPS = 2;

/**
 * The same with four jobs where there is one, on machines four times as large. What counts machines becomes a
 * quarter; IdleCount and `concurrent` count places and stay, except that `concurrent` is rounded to whole machines.
 * Throws Error if a family has no such type.
 */
export function withFourPlaces({ concurrent, ...others }: Settings): Settings {
  return { ...others, concurrent: TIMES * aQuarter(concurrent), runners: others.runners.map(fourfold) };
}

function fourfold(runner: RunnerSettings): RunnerSettings {
  const { limit, entry, machine, ec2 } = runner;
  return {
    ...runner,
    limit: aQuarter(limit),
    entry: { ...entry, limit: aQuarter(entry.limit) },
    machine: {
      ...machine,
      places: TIMES * machine.places,
      maxBuilds: TIMES * machine.maxBuilds,
      maxGrowthRate: aQuarter(machine.maxGrowthRate),
    },
    ec2: largeEnough(ec2),
  };
}

/** 0 stays: it is no limit. */
const aQuarter = (machines: number): number => Math.ceil(machines / TIMES);

function largeEnough({ requirements: _, ...ec2 }: Ec2Settings): Ec2Settings {
  const [first, ...others] = ec2.instanceTypes;
  return {
    ...ec2,
    instanceTypes: [fourTimes(first), ...others.map(fourTimes)],
    disk: { ...ec2.disk, gibibytes: TIMES * ec2.disk.gibibytes },
    market: dearer(ec2.market),
  };
}

function dearer(market: Market): Market {
  if (market.kind === 'OnDemand' || market.maxPrice === undefined) return market;
  return { ...market, maxPrice: String(TIMES * Number(market.maxPrice)) };
}

/** m7i.large → m7i.2xlarge. */
function fourTimes(type: string): string {
  const [family = '', size = ''] = type.split('.');
  const step = LADDER.indexOf(size);
  const larger = LADDER[step + STEPS];
  if (step < 0 || larger === undefined)
    throw new Error(`there is no type four times as large as ${type}: compare four-places with another`);
  return `${family}.${larger}`;
}
