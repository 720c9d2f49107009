import { WaitingRunners } from '../../../../lib/simulation/gitlab/waiting-runners.ts';
import { aGitLab, aRunnerOf } from './a-gitlab.ts';

/** Group runners are off in the project of a job that waits; a runner of its group has asked in vain. */
function aRunnerThatWaits() {
  const { gitlab, clock } = aGitLab();
  gitlab.projects.change(380, { withoutGroupRunners: true });
  gitlab.projects.add({ id: 382, path: 'acme/docs', groupId: 7 });
  const { id } = aRunnerOf(gitlab, { type: 'group_type', groupId: 7 });
  gitlab.pipelines.push(380, [{ name: 'unit' }]);
  const waiting = new WaitingRunners(gitlab, clock);
  const woken: number[] = [];
  const start = clock.now();
  const wait = () => waiting.wait(id, () => woken.push(clock.now() - start));
  return { gitlab, clock, woken, wait, leave: wait() };
}

describe('a runner that has asked in vain', () => {
  test('hears within the hour, and not before, that people let it have a job that waits', async () => {
    const { gitlab, clock, woken } = aRunnerThatWaits();
    gitlab.projects.change(380, { withoutGroupRunners: false });
    await clock.advance(3599);
    expect(woken).toEqual([]);
    await clock.advance(3600);
    expect(woken).toEqual([3600]);
  });

  test('hears of it at once when another job begins to wait for it, and no sooner than an hour after that again', async () => {
    const { gitlab, clock, woken, wait } = aRunnerThatWaits();
    await clock.advance(1000);
    gitlab.pipelines.push(382, [{ name: 'pages' }]);
    expect(woken).toEqual([1000]);
    wait();
    await clock.advance(3600);
    expect(woken).toEqual([1000, 4600]);
  });

  test('that waits no more is not woken', async () => {
    const { clock, woken, leave } = aRunnerThatWaits();
    leave();
    await clock.advance(7200);
    expect(woken).toEqual([]);
  });
});
