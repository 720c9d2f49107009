import { readFileSync } from 'node:fs';
import { readConfig } from '../../lib/config/read.ts';
import type { Lane } from '../../lib/local/dashboard/view.ts';
import { PROJECT } from '../../lib/simulation/world/projects.ts';
import { machineRunners } from '../builders/machine-runners.ts';
import { type RunningWorld, startWorld } from './a-world.ts';

const payload = (status: string, id: number): string => {
  const event = JSON.parse(readFileSync(`test/fixtures/job-events/${status}.json`, 'utf8'));
  return JSON.stringify({ ...event, build_id: id });
};

const SIZES = `
  [runners.bastionless.sizes]
    large = { instance_types = ["m7i.2xlarge", "m7a.2xlarge"], disk_gib = 100 }
    arm = { instance_types = ["m7g.large"] }
    wide = { instance_types = ["m7i.4xlarge"], jobs_per_machine = 4 }
`;

let world: RunningWorld;
beforeEach(async () => {
  const settings = readConfig(`${readFileSync('config.toml', 'utf8')}${SIZES}`, 'config.toml');
  world = await startWorld({ change: () => settings });
});
afterEach(async () => {
  await world.stop();
  expect(world.errors).toEqual([]);
});

const machineStates = async () => (await world.details()).machines.map(({ state }) => state);

/** The state that a machine came into, and how many jobs it had begun by then. */
function stateTold(data: string): string[] {
  const { builds, stays } = JSON.parse(data).data as Lane;
  return stays.filter(({ to }) => to === null).map(({ state }) => `${state} ${builds}`);
}

async function untilEnded(ids: readonly number[], withinSeconds: number): Promise<void> {
  const haveEnded = async () => {
    const { jobs } = await world.details();
    return ids.every((id) => jobs.some((job) => job.id === id && job.status === 'success'));
  };
  await world.clock.advanceUntil(haveEnded, withinSeconds, 5);
}

test('a job webhook becomes a machine, which runs its job and is removed after IdleTime', async () => {
  const states: string[] = [];
  world.recorder.feed.listen(undefined, ({ event, data }) => {
    if (event === 'lane') states.push(...stateTold(data));
  });
  expect(await world.post(payload('pending', 1977))).toBe(200);
  await world.clock.advance(90);
  await world.clock.advanceUntil(async () => (await world.details()).machines.length === 0, 300, 5);
  expect(states).toEqual(['Creating 0', 'Idle 0', 'Used 1', 'Idle 1', 'Removing 1']);
  const { jobs } = await world.details();
  expect(jobs).toEqual([
    expect.objectContaining({
      id: 1977,
      status: 'success',
      machine: expect.stringMatching(/^gitlab-docker-machine-\d+-[0-9a-f]{8}$/),
    }),
  ]);
  expect(world.ec2.instances().map(({ state }) => state)).toEqual(['terminated']);
  expect(world.ec2.unclosedSpotRequests()).toEqual([]);
  expect(machineRunners(world.gitlab)).toEqual([]);
});

test('twenty jobs at once run on no more machines than concurrent allows', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => 3001 + index);
  await Promise.all(ids.map((id) => world.post(payload('pending', id))));
  let most = 0;
  await world.clock.advanceUntil(
    async () => {
      const { machines, jobs } = await world.details();
      most = Math.max(most, machines.length);
      return jobs.filter(({ status }) => status === 'success').length === ids.length;
    },
    600,
    5,
  );
  expect(most).toBe(10);
  const builds = (await world.details()).machines.reduce((sum, machine) => sum + machine.builds, 0);
  expect(builds).toBe(20);
});

describe('webhooks doubled and out of order: one machine for one job, and it counts once', () => {
  test.each([
    ['the same event five times', ['pending', 'pending', 'pending', 'pending', 'pending']],
    ['running before pending', ['running', 'pending']],
    ['success before running', ['pending', 'success', 'running']],
  ])('%s', async (_, statuses) => {
    for (const status of statuses) expect(await world.post(payload(status, 4001))).toBe(200);
    const hasRun = () => world.gitlab.jobs.find(4001)?.status === 'success';
    await world.clock.advanceUntil(hasRun, 400);
    await world.clock.advance(5);
    expect(world.ec2.instances()).toHaveLength(1);
    expect((await world.details()).machines.map(({ builds }) => builds)).toEqual([1]);
  });
});

test('a pipeline that is pushed runs, each job on a machine of the size that it asks for', async () => {
  const runners = new Map<string, string>();
  world.recorder.feed.listen(undefined, ({ event, data }) => {
    const { name, runner } = event === 'lane' ? (JSON.parse(data).data as Lane) : {};
    if (name !== undefined && runner !== undefined) runners.set(name, runner);
  });
  await fetch(`${world.url}/api/pipelines`, { method: 'POST' });
  const small = world.gitlab.jobs.all().map(({ id }) => id);
  const sized = world.gitlab.pipelines.push(PROJECT.id, [
    ...['link', 'fuzz'].map((name) => ({ name, tags: ['large'] })),
    ...['package', 'sign'].map((name) => ({ name, tags: ['arm'] })),
  ]);
  await untilEnded([...small, ...sized.map(({ id }) => id)], 400);

  const { jobs } = await world.details();
  const ran = jobs.map(({ name, machine }) => [name, runners.get(machine ?? '')]);
  expect(Object.fromEntries(ran)).toEqual({
    ...Object.fromEntries(
      ['build', 'lint', 'unit', 'e2e', 'deploy'].map((name) => [name, 'gitlab-aws-autoscaler']),
    ),
    ...{ link: 'gitlab-aws-autoscaler/large', fuzz: 'gitlab-aws-autoscaler/large' },
    ...{ package: 'gitlab-aws-autoscaler/arm', sign: 'gitlab-aws-autoscaler/arm' },
  });
  // None of a size stays without a job.
  await world.clock.advance(10);
  const left = (await world.details()).machines.map(({ runner }) => runner);
  expect(left.filter((runner) => runner.includes('/'))).toEqual([]);
});

test('four jobs of a pipeline run on one machine at once where it has four places', async () => {
  let running: Lane['stays'][number]['jobs'] = [];
  world.recorder.feed.listen(undefined, ({ event, data }) => {
    const stays = event === 'lane' ? (JSON.parse(data).data as Lane).stays : [];
    for (const { jobs } of stays) if (jobs.length > running.length) running = jobs;
  });
  const names = ['unit', 'lint', 'e2e', 'docs'];
  world.gitlab.pipelines.push(
    PROJECT.id,
    names.map((name) => ({ name, tags: ['wide'] })),
  );
  await world.clock.advanceUntil(() => running.length === 4, 200);
  expect(running.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  expect(running.map(({ place }) => place).toSorted()).toEqual([0, 1, 2, 3]);
  expect(world.ec2.instances()).toHaveLength(1);
});

test('an interrupted machine that is idle is replaced by nothing, and leaves nothing behind', async () => {
  await world.post(payload('pending', 1977));
  await untilEnded([1977], 200);
  const [machine] = (await world.details()).machines;
  world.ec2.interrupt(machine?.instanceId ?? '');
  await world.clock.advanceUntil(async () => (await machineStates()).length === 0, 30);
  expect(machineRunners(world.gitlab)).toEqual([]);
  expect(world.ec2.unclosedSpotRequests()).toEqual([]);
});
