import { someSettings } from '../../../builders/settings.ts';
import { TestWorld } from '../a-world.ts';

test('where another reconcile has launched meanwhile, it is decided anew at once, and not at the next tick', async () => {
  const t = new TestWorld(someSettings());
  await t.push([{ name: 'unit' }]);
  const { store } = t.world;
  const open = store.openLaunches.bind(store);
  Object.assign(store, {
    openLaunches: async (...[launches, read]: Parameters<typeof open>) => {
      await open([], await store.readActive());
      Object.assign(store, { openLaunches: open });
      return open(launches, read);
    },
  });
  await t.reconcile();
  expect(await t.machines()).toEqual([]);
  expect(t.wakeUps).toEqual([t.clock.now()]);
  await t.reconcile();
  expect(await t.machines()).toHaveLength(1);
});
