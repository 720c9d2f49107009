import { MemoryTable, openMemoryStore, type Write } from '../../../lib/simulation/memory-store.ts';
import { aMachine, NOW } from '../../builders/state.ts';
import { storeContract } from '../../contracts/store.contract.ts';

storeContract('memory', async () => openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' }));

test('tells its listeners who wrote which active record, in order', async () => {
  const table = new MemoryTable();
  const writes: Write[] = [];
  table.onWrite((write) => writes.push(write));
  const store = openMemoryStore({ table, writer: 'reconcile' });
  const event = { id: 1, projectId: 380, gitlabStatus: 'pending', name: 'test', at: NOW };

  await store.record({ ...event, status: 'pending' });
  await store.record({ ...event, status: 'created' });
  await store.machines.create(aMachine('Creating', 1));
  await openMemoryStore({ table, writer: 'register' }).machines.replace(aMachine('Idle', 1));
  await store.recordTick(NOW);
  await store.startDrain({ since: NOW, reason: '' });
  await store.startDrain({ since: NOW, reason: '' });
  await store.endDrain(NOW);

  expect(writes).toEqual([
    { writer: 'webhook', key: 'job#1' },
    { writer: 'reconcile', key: 'machine#i-1' },
    { writer: 'register', key: 'machine#i-1' },
    { writer: 'schedule', key: 'tick' },
    { writer: 'operator', key: 'drain' },
    { writer: 'operator', key: 'drain' },
  ]);
});

test('holds no record that a reader could change', async () => {
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
  await store.machines.create(aMachine('Idle', 1));
  const machine = await store.machines.find('i-1');
  expect(Object.isFrozen(machine)).toBe(true);
  expect(Object.isFrozen(machine?.counted)).toBe(true);
});
