import type { Store } from '../../../lib/scaler/ports/store.ts';
import { byStatus } from '../../../lib/scaler/state/jobs/by-status.ts';
import { aMachine, NOW } from '../../builders/state.ts';

/** What an operator drains with. */
export function drainSwitchContract(open: () => Promise<Store>): void {
  describe('a drain', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const drain = { since: NOW, reason: 'a new image' };

    test('is part of the active state until it ends', async () => {
      await store.machines.create(aMachine('Idle', 1));
      expect(await store.startDrain(drain)).toBe(true);
      expect(await store.readActive()).toEqual({
        machines: [aMachine('Idle', 1)],
        launches: [],
        jobs: byStatus([]),
        drain,
      });
      expect(await store.endDrain(NOW + 60)).toBe(true);
      expect(await store.readActive()).toStrictEqual({
        machines: [aMachine('Idle', 1)],
        launches: [],
        jobs: byStatus([]),
      });
    });

    test('that has begun does not begin again: its time and reason stay', async () => {
      await store.startDrain(drain);
      expect(await store.startDrain({ since: NOW + 60, reason: 'another' })).toBe(false);
      expect((await store.readActive()).drain).toEqual(drain);
    });

    test('ends once, and may begin again', async () => {
      expect(await store.endDrain(NOW)).toBe(false);
      await store.startDrain(drain);
      await store.endDrain(NOW + 60);
      expect(await store.endDrain(NOW + 61)).toBe(false);
      const later = { since: NOW + 120, reason: '' };
      expect(await store.startDrain(later)).toBe(true);
      expect((await store.readActive()).drain).toEqual(later);
    });
  });
}
