import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { type ActiveRecord, MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { aMachine, NOW } from '../../../builders/state.ts';
import { learnedByOthersContract } from '../../../contracts/store/learned-by-others.ts';
import { storeContract } from '../../../contracts/store.contract.ts';

storeContract('memory', async () => openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' }));
learnedByOthersContract('memory', async (...writers) => {
  const table = new MemoryTable();
  return writers.map((writer) => openMemoryStore({ table, writer }));
});

test('tells its listeners who wrote which active record, in order', async () => {
  const table = new MemoryTable();
  const writes: string[] = [];
  table.onWrite(({ writer, record }) => writes.push(`${writer} ${nameOf(record)}`));
  table.onRemove((record) => writes.push(`removed ${nameOf(record)}`));
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
  await store.machines.remove({ ...aMachine('Idle', 1), revision: 2 }, NOW);
  await store.machines.remove({ ...aMachine('Idle', 1), revision: 2 }, NOW);

  expect(writes).toEqual([
    'webhook pending job 1',
    'reconcile Creating i-1',
    'register Idle i-1',
    'schedule tick',
    'operator drain',
    'operator drain',
    'removed Idle i-1',
  ]);
});

function nameOf(record: ActiveRecord): string {
  switch (record.kind) {
    case 'Job':
      return `${record.job.status} job ${record.job.id}`;
    case 'Machine':
      return `${record.machine.state} ${record.machine.instanceId}`;
    case 'Launch':
      return `launch of ${record.launch.runner}`;
    case 'Setback':
      return `setback of ${record.setback.runner}`;
    case 'Tick':
    case 'Drain':
      return record.kind.toLowerCase();
  }
}

test('holds no record that a reader could change', async () => {
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
  await store.machines.create(aMachine('Idle', 1));
  const machine = await store.machines.find('i-1');
  expect(Object.isFrozen(machine)).toBe(true);
  expect(Object.isFrozen(machine?.counted)).toBe(true);
});
