import { onGuests, rehearsed } from './on-guests.ts';
import { POLL, REGISTER } from './outside/neighbour.ts';
import type { Rehearsal, RehearsalOptions } from './rehearsal.ts';

/** Until it asks for jobs and there is none. */
async function idle({ until, calls, ...rehearsal }: Rehearsal) {
  const guest = await rehearsal.guest();
  await until(() => calls.some(({ call, status }) => call === POLL && status === 204));
  return guest;
}

/** A job whose script runs. */
async function busy(rehearsal: Rehearsal, seconds: number) {
  const job = rehearsal.push(seconds);
  const guest = await rehearsal.guest();
  await rehearsal.until(() => rehearsal.statusOf(job) === 'running');
  await guest.hasProcessWith(`${seconds}`);
  return { job, guest };
}

const withArguments = (more: string): RehearsalOptions => ({
  reword: (text) => text.replace('\n', ` ${more}\n`),
});
const told = (flag: string, value: number): RehearsalOptions => ({
  reword: (text) => text.replace(new RegExp(`("--${flag}") "\\d+"`), `$1 "${value}"`),
});

onGuests('a machine ends', () => {
  test.concurrent('when no job has come for long, whatever it was answered at first', () => {
    const refusals = [403, 503];
    const interfere = (call: string) => {
      const status = call === REGISTER ? refusals.shift() : undefined;
      return status === undefined ? undefined : new Response('', { status });
    };
    return rehearsed({ ...told('wait-timeout', 4), interfere }, async (rehearsal) => {
      const job = rehearsal.push(0);
      const guest = await rehearsal.guest();
      await guest.off();
      expect(rehearsal.statusOf(job)).toBe('success');
      expect(guest.consoleText()).toContain('has not received a job in 4 seconds');
      expect(rehearsal.calls.filter(({ call }) => call === REGISTER)).toHaveLength(3);
    });
  });

  test.concurrent('when gitlab-runner fails at its start', () =>
    rehearsed(withArguments('"--shutdown-timeout" "30"'), async (rehearsal) => {
      rehearsal.push(0);
      const guest = await rehearsal.guest();
      await guest.off();
      expect(guest.consoleText()).toContain('panic: reflect');
      expect(await rehearsal.reasons()).toEqual([expect.stringContaining('gitlab-runner has failed')]);
    }));

  test.concurrent('when GitLab does not know its runner any more', () =>
    rehearsed({}, async (rehearsal) => {
      rehearsal.push(0);
      const guest = await idle(rehearsal);
      for (const { id } of rehearsal.world.gitlab.runners.all()) rehearsal.world.gitlab.runners.delete(id);
      await guest.off();
      expect(await rehearsal.reasons()).toEqual([expect.stringContaining('403')]);
    }));

  test.concurrent('when Docker has died while it was idle, and cannot start again', () =>
    rehearsed({}, async (rehearsal) => {
      rehearsal.push(0);
      const guest = await idle(rehearsal);
      await guest.run('mv', '/usr/sbin/dockerd', '/usr/sbin/no-dockerd');
      await guest.run('systemctl', 'kill', '--signal=SIGKILL', 'docker.service');
      await guest.off();
      expect(await rehearsal.reasons()).toEqual(['Docker has failed']);
    }));

  test.concurrent('at a notice of EC2 while it is idle', () =>
    rehearsed({}, async (rehearsal) => {
      rehearsal.push(0);
      const guest = await idle(rehearsal);
      rehearsal.interrupt();
      await guest.off();
    }));
});

onGuests('a machine ends in a job, and takes no other,', () => {
  test.concurrent.each([
    ['is killed', 'bastionless-runner.service', 'gitlab-runner has failed: signal (killed KILL)'],
    ['loses Docker', 'docker.service', 'Docker has failed'],
  ])('when gitlab-runner %s', (_, unit, reason) =>
    rehearsed({}, async (rehearsal) => {
      const { job, guest } = await busy(rehearsal, 600);
      const next = rehearsal.push(0);
      await guest.run('systemctl', 'kill', '--kill-who=main', '--signal=SIGKILL', unit);
      await guest.off();
      expect(await rehearsal.reasons()).toEqual([reason]);
      expect(rehearsal.statusOf(next)).toBe('pending');
      const { jobs } = rehearsal.world.gitlab;
      await rehearsal.until(() => jobs.find(job)?.retried === true);
    }),
  );
});

onGuests('a job goes on to its end', () => {
  test.concurrent('when EC2 gives notice', () =>
    rehearsed({}, async (rehearsal) => {
      // It looks for a notice every five seconds.
      const { job, guest } = await busy(rehearsal, 20);
      const next = rehearsal.push(0);
      rehearsal.interrupt();
      await guest.shows('EC2 will interrupt');
      await guest.off();
      expect([job, next].map(rehearsal.statusOf)).toEqual(['success', 'pending']);
    }));

  test.concurrent('when the power button is pressed', () =>
    rehearsed({}, async (rehearsal) => {
      const { job, guest } = await busy(rehearsal, 4);
      await guest.pressPowerButton();
      await guest.off();
      expect(rehearsal.statusOf(job)).toBe('success');
    }));
});

onGuests('a job that is canceled', () => {
  test.concurrent('ends though it is silent, and its machine takes the next', () =>
    rehearsed({}, async (rehearsal) => {
      const { job, guest } = await busy(rehearsal, 600);
      const next = rehearsal.push(0);
      rehearsal.world.gitlab.pipelines.cancel(job);
      await rehearsal.until(() => rehearsal.statusOf(next) === 'success');
      expect(rehearsal.statusOf(job)).toBe('canceled');
      await guest.pressPowerButton();
      await guest.off();
    }));
});

onGuests('a machine that boots a second time powers off', () => {
  test.concurrent('when it had its runner', () =>
    rehearsed({}, async (rehearsal) => {
      rehearsal.push(0);
      const guest = await idle(rehearsal);
      await guest.cut();
      const polls = rehearsal.calls.length;
      guest.boot();
      await guest.off();
      expect(rehearsal.calls).toHaveLength(polls);
      expect(guest.consoleText()).toContain('boots a second time');
    }));

  test.concurrent('when it had not', () =>
    rehearsed(
      { interfere: (call) => (call.includes('register') ? new Response('', { status: 503 }) : undefined) },
      async (rehearsal) => {
        rehearsal.push(0);
        const guest = await rehearsal.guest();
        await rehearsal.until(() => rehearsal.calls.length > 0);
        await guest.cut();
        guest.boot();
        await guest.off();
        expect(guest.consoleText()).toContain('boots a second time');
      },
    ));
});
