import type { RunningWorld } from './a-world.ts';

/** Pipelines of a size, and the seconds until the next. */
type Work = readonly (readonly [size: string, then: number])[];

const BUSY: Work = [
  ['medium', 400],
  ['small', 130],
  ['medium', 200],
  ['small', 60],
  ['large', 100],
];

/**
 * What the page is looked at in, one after the other in one world: nothing yet, a busy quarter of an hour, an interruption
 * that costs a job, and the evening after the off-peak period began.
 */
export const SCENES: Readonly<Record<string, (world: RunningWorld) => Promise<void>>> = {
  idle: async () => undefined,
  load: (world) => work(world, BUSY),
  async interrupted(world) {
    await world.clock.advance(600);
    await work(world, [['long', 150]]);
    await interruptLongest(world);
    await world.clock.advance(230);
  },
  async night(world) {
    await world.clock.advanceUntil(async () => isEvening(world), 4 * 3600);
    await work(world, [['medium', 300]]);
  },
};

/** The clock is in the off-peak period of config.toml. */
const isEvening = ({ clock }: RunningWorld): boolean => new Date(clock.now() * 1000).getUTCHours() >= 20;

async function work(world: RunningWorld, pipelines: Work): Promise<void> {
  for (const [size, then] of pipelines) {
    await fetch(`${world.url}/api/pipelines`, { method: 'POST', body: JSON.stringify({ size }) });
    await world.clock.advance(then);
  }
}

/** EC2 takes the machine whose job will not end within its warning. */
export async function interruptLongest(world: RunningWorld): Promise<void> {
  const { machines, jobs } = await world.details();
  const load = jobs.find(({ name, status }) => name === 'load' && status === 'running');
  const victim = machines.find(({ name }) => name === load?.machine);
  if (victim === undefined) throw new Error('no machine runs the long job');
  world.ec2.interrupt(victim.instanceId);
}
