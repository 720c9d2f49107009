import { onGuests, rehearsed } from './on-guests.ts';
import { POLL } from './outside/neighbour.ts';
import type { RehearsalOptions } from './rehearsal.ts';

const PLACES = 2;

/** A machine that runs two jobs at once, within these limits of its own. */
const ofTwoPlaces = (maxBuilds: number, waitTimeout: number): RehearsalOptions => ({
  reword: (text) =>
    text
      .replace('concurrent = 1', `concurrent = ${PLACES}`)
      .replace(/("--max-builds") "\d+"/, `$1 "${maxBuilds}"`)
      .replace(/("--wait-timeout") "\d+"/, `$1 "${waitTimeout}"`),
});

/** Of the gitlab-runners: the one that has run no job yet. */
const KILL_THE_NEWEST =
  "grep -lxz '[r]un-single' /proc/[0-9]*/cmdline 2>/dev/null | cut -d / -f 3 | sort -n | tail -n 1 | xargs kill -9";

onGuests('a machine of several places', () => {
  test.concurrent('runs so many jobs at once, each by a manager of its own, and MaxBuilds in all', () =>
    rehearsed(ofTwoPlaces(3, 600), async (rehearsal) => {
      const jobs = [rehearsal.push(15), rehearsal.push(16), rehearsal.push(0), rehearsal.push(0)];
      const statuses = () => jobs.map(rehearsal.statusOf);
      const guest = await rehearsal.guest();
      await rehearsal.until(() => statuses().filter((status) => status === 'running').length === PLACES);
      await guest.off();
      expect(statuses().toSorted()).toEqual(['pending', 'success', 'success', 'success']);
      const [one, other] = ['1', '2'].map((place) =>
        guest.file(`/etc/gitlab-runner/${place}/.runner_system_id`),
      );
      expect(one).toMatch(/^r_[0-9a-f]{12}$/);
      expect(one).not.toBe(other);
      expect(guest.mode('/etc/gitlab-runner/1/config.toml')).toBe('600');
      expect(await rehearsal.reasons()).toEqual([]);
    }));

  test.concurrent('ends when it has been idle for long, not while one place works', () =>
    rehearsed(ofTwoPlaces(0, 4), async (rehearsal) => {
      const jobs = [rehearsal.push(14), rehearsal.push(0)];
      const guest = await rehearsal.guest();
      await guest.off();
      expect(jobs.map(rehearsal.statusOf)).toEqual(['success', 'success']);
      expect(guest.consoleText()).toContain('has had no job for 4 s');
    }));

  test.concurrent('ends with the jobs that it runs when one gitlab-runner fails, and says so', () =>
    rehearsed(ofTwoPlaces(100, 600), async (rehearsal) => {
      const job = rehearsal.push(12);
      const guest = await rehearsal.guest();
      await rehearsal.until(() => rehearsal.statusOf(job) === 'running');
      const next = rehearsal.push(0);
      await rehearsal.until(() => rehearsal.statusOf(next) === 'success');
      const { length } = rehearsal.calls;
      await rehearsal.until(() =>
        rehearsal.calls.slice(length).some(({ call, status }) => call === POLL && status === 204),
      );
      await guest.run('sh', '-c', KILL_THE_NEWEST);
      await guest.off();
      expect(rehearsal.statusOf(job)).toBe('success');
      expect(await rehearsal.reasons()).toEqual(['gitlab-runner has failed: status 137']);
    }));
});
