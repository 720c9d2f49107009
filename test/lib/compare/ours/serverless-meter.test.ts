import { ServerlessMeter } from '../../../../lib/compare/ours/serverless-meter.ts';
import { MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { aJob } from '../../../builders/state.ts';

const call = (caller: string, port: string, method: string, ...args: unknown[]) => ({
  caller,
  port,
  method,
  args,
});

test('an invocation is a request, and one of API Gateway if it comes from there', () => {
  const meter = new ServerlessMeter();
  for (const name of ['webhook', 'register', 'schedule', 'reconcile'] as const) meter.invoked(name);
  expect(meter.use).toMatchObject({ lambdaRequests: 4, httpRequests: 2, reads: 0, writes: 0 });
  expect(meter.use.lambdaGibibyteSeconds).toBeCloseTo(0.5 * 0.01 + 0.5 * 0.03 + 0.25 * 0.01 + 0.03, 6);
});

test('waiting costs too', () => {
  const meter = new ServerlessMeter();
  meter.called(call('reconcile', 'ec2', 'launch'), new MemoryTable());
  expect(meter.use).toMatchObject({ lambdaRequests: 0, reads: 0, writes: 0 });
  expect(meter.use.lambdaGibibyteSeconds).toBeCloseTo(2, 6);
});

test.each([
  ['record', [{}], 0, 1],
  ['recordTick', [0], 0, 1],
  ['find', ['i-1'], 1, 0],
  ['rotation', ['jobs'], 1, 0],
  ['endedJobs', [[1, 2, 3]], 3, 0],
  ['readActive', [], 2, 0],
])('%s of the table', (method, args, reads, writes) => {
  const table = new MemoryTable();
  for (let id = 1; id <= 12; id += 1) table.jobs.set(id, aJob('pending', id));
  const meter = new ServerlessMeter();
  meter.called(call('reconcile', 'store', method, ...args), table);
  expect(meter.use).toMatchObject({ reads, writes });
});
