import { type Registering, registerMachine } from '../../../../lib/scaler/events/register.ts';
import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedGitLab } from '../../../../lib/simulation/gitlab/gitlab.ts';
import { gitlabPort } from '../../../../lib/simulation/gitlab/port.ts';
import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';
import { someSettings } from '../../../builders/settings.ts';
import { aMachine, NOW } from '../../../builders/state.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A machine that is Creating, and what it registers with. */
async function registering() {
  const clock = new VirtualClock(NOW);
  const gitlab = new SimulatedGitLab({ clock, random: new SeededRandom(1), apiToken: 'token' });
  gitlab.projects.add({ id: 380, path: 'acme/shop', groupId: 1 });
  const { machines } = openMemoryStore({ table: new MemoryTable(), writer: 'register' });
  await machines.create(aMachine('Creating', 1));
  const ports: Registering = {
    ...{ scaler: 'bastionless-test', machines, clock, log: SILENT },
    gitlab: gitlabPort(gitlab),
  };
  return { ports, runners: () => gitlab.runners.all().map(({ id }) => id) };
}

test('a machine registers once', async () => {
  const { ports, runners } = await registering();

  const first = await registerMachine(ports, someSettings(), 'i-1');
  expect(first).toMatchObject({ kind: 'Registered', machine: { state: 'Idle' } });
  expect(await registerMachine(ports, someSettings(), 'i-1')).toEqual({ kind: 'NotCreating' });
  expect(runners()).toHaveLength(1);
});

test('a record that was written, though it is said that it has changed, is the machine’s own', async () => {
  const { ports, runners } = await registering();
  const { machines } = ports;
  /** As the SDK does where the answer was lost. */
  const replace: typeof machines.replace = async (machine) => {
    await machines.replace(machine);
    return machines.replace(machine);
  };

  const registration = await registerMachine(
    { ...ports, machines: { ...machines, replace } },
    someSettings(),
    'i-1',
  );
  const [runnerId] = runners();
  expect(registration).toMatchObject({ kind: 'Registered', machine: { runnerId }, runner: { id: runnerId } });
});

test('of two calls at once one wins, and the other’s runner is deleted', async () => {
  const { ports, runners } = await registering();

  const both = await Promise.all([1, 2].map(() => registerMachine(ports, someSettings(), 'i-1')));
  expect(both.map(({ kind }) => kind).sort()).toEqual(['NotCreating', 'Registered']);
  expect(runners()).toHaveLength(1);
  expect((await ports.machines.find('i-1'))?.runnerId).toBe(runners()[0]);
});

test('a machine whose record another function changes meanwhile, as an operator who keeps it, may ask again', async () => {
  const { ports, runners } = await registering();
  const { machines, gitlab } = ports;
  const createRunner: typeof gitlab.createRunner = async (...of) => {
    await machines.replace({ ...aMachine('Creating', 1), kept: { until: NOW + 3600 } });
    return gitlab.createRunner(...of);
  };

  const registration = await registerMachine(
    { ...ports, gitlab: { ...gitlab, createRunner } },
    someSettings(),
    'i-1',
  );
  expect(registration).toEqual({ kind: 'Unknown' });
  expect(runners()).toEqual([]);
  expect(await registerMachine(ports, someSettings(), 'i-1')).toMatchObject({
    kind: 'Registered',
    machine: { kept: { until: NOW + 3600 } },
  });
});
