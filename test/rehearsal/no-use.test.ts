import {
  BROKEN_DOCKER,
  FULL_DISK,
  HANGING_DOCKER,
  OLD_CURL,
  QUICKENED,
  RUNNER,
  SHORT_HOURS,
  WITH_RUNNER,
} from './images.ts';
import { onGuests, rehearsed } from './on-guests.ts';
import { downloads } from './outside/downloads.ts';
import { POLL, REGISTER } from './outside/neighbour.ts';
import type { RehearsalOptions } from './rehearsal.ts';

const QUICK = { ...WITH_RUNNER, ...QUICKENED };

/** Each register call is answered with the next of these; the last for ever. */
const answering = (...statuses: readonly number[]) => {
  let calls = 0;
  return (call: string) => {
    if (call !== REGISTER) return undefined;
    const status = statuses[Math.min(calls, statuses.length - 1)];
    calls += 1;
    return new Response(`{"message":"no: ${status}"}`, { status: status ?? 500 });
  };
};

type Case = [when: string, options: RehearsalOptions, reason: string];

onGuests('a machine of no use says why, on its console and to the control plane, and powers off', () => {
  test.concurrent.each<Case>([
    ['it is refused for good (503, 403)', { files: QUICK, interfere: answering(503, 403) }, 'no: 403'],
    ['it has registered before (409)', { interfere: answering(409) }, 'no: 409'],
    ['Docker does not start', { files: { ...WITH_RUNNER, ...BROKEN_DOCKER } }, 'Docker does not start'],
    [
      'gitlab-runner is not the published one',
      { files: QUICKENED, interfere: downloads(RUNNER, '0'.repeat(64)) },
      'SHA-256',
    ],
    [
      'the disk is full',
      { diskSize: '100m', files: { ...WITH_RUNNER, ...FULL_DISK } },
      'disk is full: 0 MiB',
    ],
  ])('when %s', (_, options, reason) =>
    rehearsed(options, async (rehearsal) => {
      rehearsal.push(1);
      const guest = await rehearsal.guest();
      await guest.off();
      expect(guest.consoleText()).toContain(reason);
      expect(await rehearsal.reasons()).toEqual([expect.stringContaining(reason)]);
      expect(rehearsal.calls.filter(({ call }) => call === POLL)).toEqual([]);
    }),
  );
});

onGuests('a machine of no use that can call nobody says why on its console, and powers off', () => {
  test.concurrent.each<Case>([
    ['there is no metadata service', { files: QUICK, withoutMetadata: true }, 'instance metadata service'],
    ['curl cannot sign', { files: { ...WITH_RUNNER, ...OLD_CURL } }, '--aws-sigv4'],
    ['nobody answers', { files: QUICK, withoutNeighbour: true }, 'does not answer: powering off'],
    ['a step hangs', { files: { ...WITH_RUNNER, ...HANGING_DOCKER, ...SHORT_HOURS } }, 'the script starts'],
  ])('when %s', (_, options, words) =>
    rehearsed(options, async (rehearsal) => {
      rehearsal.push(1);
      const guest = await rehearsal.guest();
      await guest.off();
      expect(guest.consoleText()).toContain(words);
      const others = rehearsal.calls.filter(({ call }) => call !== 'GET /machines/script');
      expect(others).toEqual([]);
    }),
  );
});
