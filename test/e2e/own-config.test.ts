import { readFileSync } from 'node:fs';
import { readConfig } from '../../lib/config/read.ts';
import { startWorld } from './a-world.ts';

const CONFIG = readFileSync('config.toml', 'utf8');

/** One push for each runner, a size among them. */
test.each<[of: string, pushes: number, own: string]>([
  ['a group', 1, 'group = 7'],
  ['all of GitLab', 1, ''],
  [
    'protected branches of a project, by a tag, with a size beside it',
    2,
    'project = 42\ntags = ["aws"]\naccess_level = "ref_protected"\nsizes.large = { instance_types = ["m7i.2xlarge"] }',
  ],
])('pipelines that the page pushes run on the machines of a config.toml of %s', async (_, pushes, own) => {
  const settings = readConfig(`${CONFIG}\n[runners.bastionless]\n${own}\n`, 'config.toml');
  const world = await startWorld({ change: () => settings });
  try {
    for (let push = 0; push < pushes; push += 1)
      expect((await fetch(`${world.url}/api/pipelines`, { method: 'POST' })).status).toBe(201);
    await world.clock.advanceUntil(
      async () => {
        const { jobs } = await world.details();
        return jobs.filter(({ status }) => status === 'success').length === 5 * pushes;
      },
      900,
      5,
    );
    const { jobs } = await world.details();
    expect(new Set(jobs.map(({ machine }) => machine)).size).toBeGreaterThanOrEqual(pushes);
    expect(world.errors).toEqual([]);
  } finally {
    await world.stop();
  }
});
