import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOW } from '../builders/state.ts';
import { startWorld } from './a-world.ts';

const pending = readFileSync('test/fixtures/job-events/pending.json', 'utf8');

test('what is on disk is taken up: a job that ran waits again, its machine is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
  const before = await startWorld({ folder });
  await before.post(pending);
  await before.clock.advanceUntil(async () => (await before.details()).machines[0]?.state === 'Used', 120);
  const [lost] = (await before.details()).machines;
  await before.stop();

  const after = await startWorld({ folder, start: NOW + 1000 });
  const hasEnded = async () => (await after.details()).jobs.some(({ status }) => status === 'success');
  await after.clock.advanceUntil(hasEnded, 300);
  const { machines } = await after.details();
  expect(machines.map(({ name }) => name)).not.toContain(lost?.name);
  expect(machines.map(({ builds }) => builds)).toEqual([1]);
  expect(after.errors).toEqual([]);
  await after.stop();
  rmSync(folder, { recursive: true });
});
