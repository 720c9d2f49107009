import { keepScript } from '../../lib/machine/keep.ts';
import { onGuests, rehearsed } from './on-guests.ts';

/** Its runner ends after so many seconds without a job. */
const WITHOUT_A_JOB = 10;
const KEPT = 30;

onGuests('a machine that is kept', () => {
  test.concurrent('outlives its runner, and powers itself off when the time is over', () =>
    rehearsed(
      { reword: (text) => text.replace(/("--wait-timeout") "\d+"/, `$1 "${WITHOUT_A_JOB}"`) },
      async (rehearsal) => {
        const job = rehearsal.push(0);
        const guest = await rehearsal.guest();
        await rehearsal.until(() => rehearsal.statusOf(job) === 'success');
        const kept = Date.now();
        await guest.run('bash', '-c', keepScript(KEPT));
        await guest.shows(`has not received a job in ${WITHOUT_A_JOB} seconds`);
        expect(await guest.run('systemctl', 'list-timers', '--no-legend')).toContain(
          'bastionless-kept.timer',
        );
        await guest.off();
        expect(Date.now() - kept).toBeGreaterThan(0.9 * KEPT * 1000);
        expect(await rehearsal.reasons()).toEqual([]);
      },
    ));
});
