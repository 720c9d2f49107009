import { audit } from '../../../../lib/scaler/audit/audit.ts';
import {
  placeholderDescription,
  placeholderOfDescription,
} from '../../../../lib/scaler/state/machines/runner-description.ts';
import { startWorkers } from '../../../../lib/simulation/gitlab/workers.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW } from '../../../builders/state.ts';
import { PROJECT, SCALER, TestWorld } from '../a-world.ts';

const AUDIT = 300;
const HOUR = 3600;
const scope = { kind: 'Project', id: PROJECT } as const;
const settings = someSettings({
  runners: [aRunner({ scope, tags: ['linux'] }), aRunner({ name: 'two', scope, tags: ['gpu'] })],
});

function aWorld() {
  const t = new TestWorld(settings);
  startWorkers(t.gitlab, t.clock);
  return t;
}

const run = (t: TestWorld, its = settings): Promise<void> => audit(t.world, its, SCALER);
const names = (t: TestWorld): string[] => t.gitlab.runners.all().map(({ description }) => description);
const placeholder = (runner: string, since = NOW): string =>
  placeholderDescription({ runner, since }, SCALER);

/** Audits follow each other until then. */
async function pass(t: TestWorld, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += AUDIT) {
    await t.clock.advance(AUDIT);
    await run(t);
  }
}

describe('a runner of each entry', () => {
  test('is online, one and no more, however long no machine is there', async () => {
    const t = aWorld();
    await run(t);
    expect(names(t)).toEqual([placeholder('one'), placeholder('two')]);
    await pass(t, 24 * HOUR);
    const now = t.gitlab.runners.all();
    expect(now.map(({ tags }) => tags)).toEqual([['linux'], ['gpu']]);
    expect(now.every((runner) => t.gitlab.runners.isOnline(runner))).toBe(true);
    expect(t.errors).toEqual([]);
  });

  test('is created once an hour', async () => {
    const t = aWorld();
    const created: string[] = [];
    const { createPlaceholder } = t.world.gitlab;
    t.world.gitlab.createPlaceholder = (runner, description) => {
      created.push(runner.name);
      return createPlaceholder(runner, description);
    };
    await run(t);
    await pass(t, 3 * HOUR - AUDIT);
    expect(created).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
  });

  test('is made anew at once where somebody has paused it', async () => {
    const t = aWorld();
    await run(t);
    const [first] = t.gitlab.runners.all();
    t.gitlab.runners.setPaused(first?.id ?? 0, true);
    await t.clock.advance(AUDIT);
    await run(t);
    expect(t.gitlab.runners.all().map(({ paused }) => paused)).toEqual([false, false]);
    expect(names(t)).toContain(placeholder('one', NOW + AUDIT));
  });

  test('that config.toml has no more is deleted', async () => {
    const t = aWorld();
    await run(t);
    await run(t, { ...settings, runners: settings.runners.slice(1) });
    expect(names(t)).toEqual([placeholder('two')]);
  });

  test('that GitLab refuses keeps no other from being there, and none of it is left', async () => {
    const t = aWorld();
    const { createPlaceholder } = t.world.gitlab;
    t.world.gitlab.createPlaceholder = (runner, description) =>
      runner.name === 'one'
        ? Promise.reject(new Error('Maximum number of runners'))
        : createPlaceholder(runner, description);
    await run(t);
    expect([names(t), t.errors]).toEqual([
      [placeholder('two')],
      ['keeping a runner online in GitLab failed'],
    ]);
  });

  test('keeps no lost job from being found, however long GitLab takes to create it', async () => {
    const t = aWorld();
    t.world.gitlab.createPlaceholder = () => new Promise<never>(() => undefined);
    const [job] = t.gitlab.pipelines.push(PROJECT, [{ name: 'unit', tags: ['linux'] }]);
    await t.clock.advance(61);
    void run(t);
    await new Promise<void>((resolve) => setImmediate(resolve));
    const { jobs } = await t.world.store.readActive();
    expect([...jobs].map(({ id }) => id)).toEqual([job?.id]);
  });

  test('stays where GitLab does not list the runners', async () => {
    const t = aWorld();
    const { runnersOf } = t.world.gitlab;
    await run(t);
    t.world.gitlab.runnersOf = () => Promise.reject(new Error('GitLab is down'));
    await run(t);
    expect(names(t)).toHaveLength(2);
    t.world.gitlab.runnersOf = runnersOf;
  });
});

test('a job waits for longer than an hour, though EC2 has no machine for it', async () => {
  const t = aWorld();
  await run(t);
  const [job] = await t.push([{ name: 'unit', tags: ['linux'] }]);
  await pass(t, 3 * HOUR);
  expect(t.gitlab.jobs.find(job?.id ?? 0)?.status).toBe('pending');
});

test('a job waits for a machine, though the minutes of instance runners are used up', async () => {
  const t = new TestWorld(someSettings({ runners: [aRunner({ scope, runUntagged: true })] }));
  t.gitlab.projects.change(PROJECT, { instanceRunners: 'UsedUp' });
  await audit(t.world, t.settings, SCALER);
  const [job] = await t.push([{ name: 'unit' }]);
  expect(t.gitlab.jobs.find(job?.id ?? 0)?.status).toBe('pending');
});

describe('a placeholder tells of itself', () => {
  test.each(['one', 'a runner since 2026 for ever', 'placeholder of one'])('as that of "%s"', (runner) => {
    const description = placeholderDescription({ runner, since: NOW }, SCALER);
    expect(placeholderOfDescription(description, SCALER)).toEqual({ runner, since: NOW });
    expect(placeholderOfDescription(description, `${SCALER}-2`)).toBeUndefined();
  });

  test.each([`machine-1 of ${SCALER}`, `placeholder of one since then for ${SCALER}`, `one for ${SCALER}`])(
    'and not as "%s"',
    (description) => expect(placeholderOfDescription(description, SCALER)).toBeUndefined(),
  );
});
