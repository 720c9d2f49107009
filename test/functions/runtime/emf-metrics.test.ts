import { emfMetrics } from '../../../functions/runtime/emf-metrics.ts';
import { printedBy } from './printed.ts';

/** The dimensions by which the metrics of a line are kept. */
const dimensionsOf = (line: Record<string, unknown> | undefined) =>
  (line as { _aws: { CloudWatchMetrics: [{ Dimensions: string[][] }] } })._aws.CloudWatchMetrics[0]
    .Dimensions;

const metrics = emfMetrics('bastionless-test');

test('a count is a line of its own, kept by deployment and by runner', () => {
  const [line, ...others] = printedBy(() =>
    metrics.count('LaunchesRefused', { runner: 'builds', reason: 'InsufficientInstanceCapacity' }, 3),
  );
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    ...{ service: 'bastionless-test', runner: 'builds', LaunchesRefused: 3 },
    reason: 'InsufficientInstanceCapacity',
  });
  expect(dimensionsOf(line)).toEqual([['service'], ['service', 'runner']]);
});

test('what is of no runner is counted for the deployment alone', () => {
  const [line] = printedBy(() => metrics.count('StraysTerminated'));
  expect(line).toMatchObject({ service: 'bastionless-test', StraysTerminated: 1 });
  expect(dimensionsOf(line)).toEqual([['service']]);
});

test('a runner whose name is not in ASCII is counted too', () => {
  const [line] = printedBy(() => metrics.count('MachinesRemoved', { runner: 'збірка 1' }));
  expect(line?.['runner']).toMatch(/^(%[0-9A-F]{2})+ 1$/);
});

const NOTHING = {
  MachinesCreating: 0,
  MachinesIdle: 0,
  MachinesUsed: 0,
  MachinesRemoving: 0,
  JobsWaiting: 0,
};

test('how things are is one line, kept by deployment', () => {
  const [line, ...others] = printedBy(() => metrics.gauge({ ...NOTHING, MachinesIdle: 2, JobsWaiting: 1 }));

  expect(others).toEqual([]);
  expect(line).toMatchObject({ MachinesIdle: 2, MachinesUsed: 0, JobsWaiting: 1 });
  expect(dimensionsOf(line)).toEqual([['service']]);
});

test('at rest there is none, so that nothing is paid for', () => {
  expect(printedBy(() => metrics.gauge(NOTHING))).toEqual([]);
});

test('the parts of a first job’s wait are one line', () => {
  const lines = printedBy(() =>
    metrics.firstJobStarted({
      hearing: 0.5,
      asking: 1,
      starting: 9,
      booting: 25,
      registering: 0.5,
      taking: 2,
    }),
  );

  expect(lines).toEqual([
    expect.objectContaining({
      ...{ FirstWaitAsking: 1.5, FirstWaitStarting: 9, FirstWaitBooting: 25.5, FirstWaitTaking: 2 },
    }),
  ]);
  expect(dimensionsOf(lines[0])).toEqual([['service']]);
});

test('how long a job waited is in seconds', () => {
  const [line] = printedBy(() => metrics.jobStarted(12.5));

  expect(line).toMatchObject({ JobWait: 12.5 });
  expect(JSON.stringify(line)).toContain('"Unit":"Seconds"');
});
