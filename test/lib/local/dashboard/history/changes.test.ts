import type { Change } from '../../../../../lib/local/dashboard/history/change.ts';
import { changesBetween, NOTHING } from '../../../../../lib/local/dashboard/history/changes-between.ts';
import { watchedStore } from '../../../../../lib/local/dashboard/watched-store.ts';
import type { Launch } from '../../../../../lib/scaler/state/launches/launch.ts';
import { openMemoryStore } from '../../../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../../../lib/simulation/memory/table.ts';
import { aJob, aLaunch, aMachine, aState, NOW } from '../../../../builders/state.ts';

const [machine, job, launch] = [aMachine('Idle', 1), aJob('running', 7), aLaunch()];
const refused = { ...launch, outcome: { kind: 'Unavailable', at: NOW, reason: 'no capacity' } as const };
const kinds = (changes: readonly Change[]) => changes.map(({ kind }) => kind);

test.each([
  [
    'all is new at first',
    NOTHING,
    aState({ machines: [machine], jobs: [job] }),
    ['JobWritten', 'MachineWritten'],
  ],
  ['nothing is', aState({ machines: [machine] }), aState({ machines: [machine] }), []],
  [
    'a record has another revision',
    aState({ machines: [machine] }),
    aState({ machines: [{ ...machine, revision: machine.revision + 1 }] }),
    ['MachineWritten'],
  ],
  ['a machine is gone', aState({ machines: [machine] }), NOTHING, ['MachineGone']],
  ['a job is gone', aState({ jobs: [job] }), NOTHING, ['JobDropped']],
  ['a launch is opened', NOTHING, aState({ launches: [launch] }), ['LaunchOpened']],
  ['it is refused', aState({ launches: [launch] }), aState({ launches: [refused] }), ['LaunchRefused']],
  [
    'it is refused between readings',
    NOTHING,
    aState({ launches: [refused] }),
    ['LaunchOpened', 'LaunchRefused'],
  ],
  ['it is closed', aState({ launches: [launch] }), NOTHING, []],
])('between two readings: %s', (_, before, after, expected) => {
  expect(kinds(changesBetween(before, after))).toEqual(expected);
});

test('a watched store reports the writes that succeed, and no others', async () => {
  const told: Change[] = [];
  const store = watchedStore(openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' }), (change) =>
    told.push(change),
  );
  const { at, ...event } = aJob('pending', 7);
  await store.record({ ...event, at });
  await store.record({ ...event, at });
  await store.machines.create(machine);
  await store.machines.create(machine);
  await store.machines.replace({ ...machine, revision: machine.revision + 5 });
  await store.openLaunches([launch], {});
  await store.replaceLaunch(refused);
  const onDemand: Launch = { ...launch, id: 'next', market: 'OnDemand' };
  await store.succeedLaunch({ ...refused, revision: launch.revision + 1 }, onDemand);
  await store.closeLaunch(onDemand);
  const ended = { id: 7, projectId: 380, name: 'job-7', gitlabStatus: 'success', endedAt: NOW };
  await store.recordEnd({ ...ended, machine: machine.name });
  await store.recordEnd(ended);
  const [active] = (await store.readActive()).machines;
  if (active !== undefined) await store.machines.remove(active, NOW);
  expect(kinds(told)).toEqual([
    ...['JobWritten', 'MachineWritten', 'LaunchOpened', 'LaunchRefused', 'LaunchOpened'],
    ...['JobEnded', 'MachineGone'],
  ]);
});
