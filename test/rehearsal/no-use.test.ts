import { BROKEN_DOCKER, OLD_CURL, QUICKENED, RUNNER, WITH_RUNNER } from './images.ts';
import { onGuests, rehearsed } from './on-guests.ts';
import { downloads } from './outside/downloads.ts';
import { POLL, REGISTER } from './outside/neighbour.ts';
import type { RehearsalOptions } from './rehearsal.ts';

const QUICK = { ...WITH_RUNNER, ...QUICKENED };
const answering = (status: number, times = Infinity) => {
  let left = times;
  return (call: string) => {
    if (call !== REGISTER || left <= 0) return undefined;
    left -= 1;
    return new Response(`{"message":"no: ${status}"}`, { status });
  };
};

type Case = [when: string, options: RehearsalOptions, reason: string];

onGuests('a machine of no use says why, on its console and to the control plane, and powers off', () => {
  test.concurrent.each<Case>([
    ['it is refused for good (403)', { files: QUICK, interfere: answering(403) }, 'no: 403'],
    ['it has registered before (409)', { interfere: answering(409) }, 'no: 409'],
    ['the control plane is broken (500)', { files: QUICK, interfere: answering(500) }, 'no: 500'],
    ['Docker does not start', { files: { ...WITH_RUNNER, ...BROKEN_DOCKER } }, 'Docker does not start'],
    [
      'gitlab-runner is not the published one',
      { files: QUICKENED, interfere: downloads(RUNNER, '0'.repeat(64)) },
      'SHA-256',
    ],
    [
      'the disk is full',
      { diskSize: '100m', users: '#!/bin/sh\nhead -c 200m /dev/zero >/var/lib/full; true' },
      'disk is full',
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
    ['nobody answers', { files: QUICK, withoutNeighbour: true }, 'status 000'],
  ])('when %s', (_, options, reason) =>
    rehearsed(options, async (rehearsal) => {
      rehearsal.push(1);
      const guest = await rehearsal.guest();
      await guest.off();
      expect(guest.consoleText()).toContain(reason);
      expect(rehearsal.calls).toEqual([]);
    }),
  );
});

onGuests('a machine tries again', () => {
  test.concurrent.each([403, 503])('when it is answered %d at first', (status) =>
    rehearsed({ files: WITH_RUNNER, interfere: answering(status, 2) }, async (rehearsal) => {
      const job = rehearsal.push(1);
      await rehearsal.until(() => rehearsal.statusOf(job) === 'success');
      expect(rehearsal.calls.filter(({ call }) => call === REGISTER)).toHaveLength(3);
    }),
  );
});
