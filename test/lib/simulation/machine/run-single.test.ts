import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import { type Orders, RunSingle } from '../../../../lib/simulation/machine/run-single.ts';
import type { Heard, Poll, Standing } from '../../../../lib/simulation/machine/runner-api.ts';
import { NOW } from '../../../builders/state.ts';

const JOB = { id: 28, token: 'token', duration: 100 };

/** A gitlab-runner, and a GitLab that answers each poll as it is told, and of a job how it stands. */
function aRunner({
  more = {},
  ...limits
}: Partial<Orders> & { readonly more?: Partial<Orders['gitlab']> } = {}) {
  const clock = new VirtualClock(NOW);
  const events: string[] = [];
  const note = (what: string): void => void events.push(`${what} at ${clock.now() - NOW}`);
  const world = { poll: { kind: 'NoJob' } as Poll, standing: 'Running' as Standing, heard: [] as Heard[] };
  const runner = new RunSingle(
    clock,
    {
      ...{ places: 1, maxBuilds: 0, waitTimeout: 10, ...limits },
      gitlab: {
        requestJob: async () => {
          const { poll } = world;
          if (poll.kind === 'Given') world.poll = { kind: 'NoJob' };
          return poll;
        },
        accept: async () => {
          note('began');
          return world.standing;
        },
        trace: async () => world.standing,
        finish: async (_, { state, failureReason = '' }) => {
          note(`${state}${failureReason && ` by ${failureReason}`}`);
          return world.heard.shift() ?? 'Done';
        },
        ...more,
      },
    },
    () => note('exit'),
  );
  return { clock, events, world, runner, give: () => (world.poll = { kind: 'Given', job: JOB }) };
}

test('ends when it has waited for longer than wait-timeout: 12 s for 10', async () => {
  const { clock, events, runner } = aRunner();
  await runner.start();
  await clock.advance(60);
  expect(events[0]).toBe('exit at 12');
});

test('ends with the last of its builds', async () => {
  const { clock, events, runner, give } = aRunner({ maxBuilds: 1 });
  give();
  await runner.start();
  await clock.advance(200);
  expect(events).toEqual(['began at 0', 'success at 100', 'exit at 100']);
});

test.each<[Poll['kind'], string]>([
  ['NoJob', 'began at 3'],
  ['Failed', 'began at 3'],
  ['Forbidden', 'began at 300'],
])('asks again after a poll that is answered with %s', async (kind, next) => {
  const { clock, events, world, runner, give } = aRunner({ waitTimeout: 1000 });
  world.poll = { kind } as Poll;
  await runner.start();
  give();
  await clock.advance(350);
  expect(events[0]).toBe(next);
});

test('that GitLab does not know sleeps 300 s at a time, and ends after wait-timeout alone', async () => {
  const { clock, events, world, runner } = aRunner({ waitTimeout: 1000 });
  world.poll = { kind: 'Forbidden' };
  await runner.start();
  await clock.advance(5000);
  expect(events[0]).toBe('exit at 1200');
});

test.each([
  ['while it waits, within 3 s', { kind: 'NoJob' } as Poll, 'exit at 6'],
  ['while it sleeps after a 403, when it wakes', { kind: 'Forbidden' } as Poll, 'exit at 300'],
])('SIGQUIT ends it %s', async (_, poll, end) => {
  const { clock, events, world, runner } = aRunner({ waitTimeout: 1000 });
  world.poll = poll;
  await runner.start();
  await clock.advance(5);
  runner.quit();
  await clock.advance(400);
  expect(events[0]).toBe(end);
});

test('SIGQUIT ends it within 3 s while it waits to be woken', async () => {
  const { clock, events, runner } = aRunner({
    waitTimeout: 1000,
    more: { untilAJobWaits: () => () => undefined },
  });
  await runner.start();
  await clock.advance(5);
  runner.quit();
  await clock.advance(400);
  expect(events[0]).toBe('exit at 6');
});

test('SIGQUIT lets its job end, and none begin', async () => {
  const { clock, events, runner, give } = aRunner({ waitTimeout: 1000 });
  give();
  await runner.start();
  runner.quit();
  give();
  await clock.advance(300);
  expect(events).toEqual(['began at 0', 'success at 100', 'exit at 100']);
});

test('SIGTERM fails its job at once', async () => {
  const { clock, events, runner, give } = aRunner();
  give();
  await runner.start();
  await clock.advance(20);
  await runner.abort();
  await clock.advance(300);
  expect(events).toEqual(['began at 0', 'failed by runner_interrupted at 20']);
});

test('a job that is canceled before it begins does not count', async () => {
  const { clock, events, world, runner, give } = aRunner({ maxBuilds: 1, waitTimeout: 30 });
  world.standing = 'Over';
  give();
  await runner.start();
  await clock.advance(20);
  world.standing = 'Running';
  give();
  await clock.advance(200);
  expect(events).toEqual(['began at 0', 'began at 21', 'success at 121', 'exit at 121']);
});

test('a silent job that is canceled is noticed by a sign of life, and its after_script runs', async () => {
  const { clock, events, world, runner, give } = aRunner({ maxBuilds: 1 });
  give();
  await runner.start();
  await clock.advance(31);
  world.standing = 'Canceling';
  await clock.advance(100);
  expect(events).toEqual(['began at 0', 'failed at 62', 'exit at 62']);
});

test.each([28, 29, 57, 1000])(
  'where it is told, job %i is noticed to be canceled after 2 to 30 s',
  async (id) => {
    let stopped: (() => void) | undefined;
    const untilItStops = (_: unknown, wake: () => void): void => {
      stopped = wake;
    };
    const { clock, events, world, runner } = aRunner({ maxBuilds: 1, more: { untilItStops } });
    world.poll = { kind: 'Given', job: { ...JOB, id } };
    await runner.start();
    await clock.advance(10);
    world.standing = 'Over';
    stopped?.();
    await clock.advance(1);
    expect(events).toEqual(['began at 0']);
    await clock.advance(29);
    expect(events.at(-1)).toMatch(/^exit at (1[2-9]|[23]\d|40)$/);
  },
);

test.each<[string, Heard[], number[]]>([
  [
    'until GitLab has it, less and less often after an error',
    ['Failed', 'Failed', 'Failed'],
    [100, 101, 103, 107],
  ],
  [
    'ten times at most where each is an error',
    Array(20).fill('Failed'),
    [100, 101, 103, 107, 115, 131, 163, 227, 355, 611],
  ],
  [
    'each second for as long as GitLab stores its log',
    Array(20).fill('Again'),
    Array.from({ length: 21 }, (_, i) => 100 + i),
  ],
  ['as often again after an error', ['Again', 'Failed', 'Again'], [100, 101, 102, 103]],
])('says how its job has ended %s', async (_, heard, times) => {
  const { clock, events, world, runner, give } = aRunner({ maxBuilds: 1 });
  world.heard = heard;
  give();
  await runner.start();
  await clock.advance(1000);
  expect(events).toEqual(['began at 0', ...times.map((at) => `success at ${at}`), `exit at ${times.at(-1)}`]);
});
