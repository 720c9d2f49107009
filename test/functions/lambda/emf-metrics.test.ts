import { emfMetrics } from '../../../functions/lambda/emf-metrics.ts';

/** What is printed while it runs: the lines that CloudWatch would read. */
function printed(action: () => void): readonly Record<string, unknown>[] {
  const lines: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  try {
    action();
  } finally {
    process.stdout.write = write;
  }
  return lines.map((line) => JSON.parse(line));
}

/** The dimensions by which the metrics of a line are kept. */
const dimensionsOf = (line: Record<string, unknown> | undefined) =>
  (line as { _aws: { CloudWatchMetrics: [{ Dimensions: string[][] }] } })._aws.CloudWatchMetrics[0]
    .Dimensions;

const metrics = emfMetrics('bastionless-test');

test('a count is a line of its own, kept by deployment and by runner', () => {
  const [line, ...others] = printed(() =>
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
  const [line] = printed(() => metrics.count('StraysTerminated'));
  expect(line).toMatchObject({ service: 'bastionless-test', StraysTerminated: 1 });
  expect(dimensionsOf(line)).toEqual([['service']]);
});

test('a runner whose name is not in ASCII is counted too', () => {
  const [line] = printed(() => metrics.count('MachinesRemoved', { runner: 'збірка 1' }));
  expect(line?.['runner']).toMatch(/^(%[0-9A-F]{2})+ 1$/);
});
