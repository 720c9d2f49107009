import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import { emfMetrics } from '../../../functions/runtime/emf-metrics.ts';
import type { MetricName } from '../../../lib/scaler/ports/metrics.ts';
import { movesAt } from '../../../lib/scaler/state/launches/launch.ts';
import { aLaunch } from '../../builders/state.ts';
import { printedBy } from '../../functions/runtime/printed.ts';
import type { DeployedStage } from './deployed-stage.ts';

/** An alarm as it was deployed. */
interface Alarm {
  readonly AlarmName: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: Statistic;
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationPeriods: number;
  /** Of the periods, how many must breach; all, where it is not said. */
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly TreatMissingData: 'breaching' | 'notBreaching';
}

interface Point {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What CloudWatch makes of a log line in its embedded metric format: a figure for each set of dimensions. */
function pointsOf(line: Readonly<Record<string, unknown>>): Point[] {
  const { CloudWatchMetrics = [] } = (line['_aws'] ?? {}) as {
    readonly CloudWatchMetrics?: readonly Directive[];
  };
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => ({
        namespace: Namespace,
        metric: Name,
        dimensions: Object.fromEntries(names.map((name) => [name, String(line[name])])),
        value: Number(line[Name]),
      })),
    ),
  );
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** What the functions count, as they log it. */
const counted = (scaler: string, metric: MetricName, times = 1): Point[] =>
  printedBy(() => {
    for (let time = 0; time < times; time += 1) emfMetrics(scaler).count(metric);
  }).flatMap(pointsOf);

/** What AWS counts itself: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
function awsPoint(namespace: string, metric: string, dimensions: Point['dimensions'], value: number): Point {
  return { namespace, metric, dimensions, value };
}

interface Case {
  /** In each period that the alarm looks at. */
  readonly fires: (stage: DeployedStage) => readonly Point[];
  readonly rests: (stage: DeployedStage) => readonly Point[];
}

const NOTHING = () => [];
/** moto makes no HTTP API: it is called by its name in the template. */
const ofApi = (stage: DeployedStage) => ({ ApiId: stage.stack.idOf('HttpApi') || 'HttpApi' });
const ofReconcile = ({ scaler }: DeployedStage) => ({ FunctionName: `${scaler}-reconcile` });
const CASES: Readonly<Record<string, Case>> = {
  'api-errors': {
    fires: (stage) => [awsPoint('AWS/ApiGateway', '5xx', ofApi(stage), 1)],
    rests: (stage) => [awsPoint('AWS/ApiGateway', '5xx', ofApi(stage), 0)],
  },
  'reconcile-errors': { fires: ({ scaler }) => counted(scaler, 'ReconcilesFailed'), rests: NOTHING },
  silence: {
    fires: NOTHING,
    rests: (stage) => [awsPoint('AWS/Lambda', 'Invocations', ofReconcile(stage), 1)],
  },
  'stream-age': {
    fires: (stage) => [awsPoint('AWS/Lambda', 'IteratorAge', ofReconcile(stage), 360_000)],
    rests: (stage) => [awsPoint('AWS/Lambda', 'IteratorAge', ofReconcile(stage), 2000)],
  },
  'dead-letters': {
    fires: (stage) => [
      awsPoint(
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        { QueueName: stage.stack.deadLettersName },
        1,
      ),
    ],
    rests: (stage) => [
      awsPoint(
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        { QueueName: stage.stack.deadLettersName },
        0,
      ),
    ],
  },
  'machines-failed': {
    fires: ({ scaler }) => counted(scaler, 'MachinesFailed', 2),
    rests: ({ scaler }) => counted(scaler, 'MachinesFailed'),
  },
  'launches-refused': { fires: ({ scaler }) => counted(scaler, 'LaunchesRefused'), rests: NOTHING },
  'gitlab-fails': { fires: ({ scaler }) => counted(scaler, 'GitLabFailures'), rests: NOTHING },
};

/** Whole days, so that one case's figures are none of another's. */
const DAY = 86_400;
const START = Math.floor(Date.now() / 1000 / DAY) * DAY;

/** Each alarm, from what is counted to what CloudWatch would say of it: moto keeps figures, and judges none. */
export function alarmsGoOff(of: () => DeployedStage): void {
  const client = new CloudWatchClient();
  afterAll(() => client.destroy());

  const alarms = (): Alarm[] =>
    Object.entries(of().stack.template.Resources).flatMap(([id, { Type }]) =>
      Type === 'AWS::CloudWatch::Alarm' ? [of().stack.propertiesOf(id) as Alarm] : [],
    );
  const named = (name: string): Alarm => {
    const found = alarms().find(({ AlarmName }) => AlarmName === `${of().scaler}-${name}`);
    if (found === undefined) throw new Error(`there is no alarm ${name}`);
    return found;
  };

  /** Puts the points into each of the alarm's periods that end at a time. */
  async function put({ Period, EvaluationPeriods }: Alarm, end: number, points: readonly Point[]) {
    for (let period = 1; period <= EvaluationPeriods; period += 1)
      await putAt(end - period * Period + 1, points);
  }

  async function putAt(at: number, points: readonly Point[]) {
    for (const { namespace, metric, dimensions, value } of points) {
      const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
      await client.send(
        new PutMetricDataCommand({
          Namespace: namespace,
          MetricData: [{ MetricName: metric, Dimensions, Timestamp: new Date(at * 1000), Value: value }],
        }),
      );
    }
  }

  /** As CloudWatch judges it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
  async function goesOff(alarm: Alarm, end: number): Promise<boolean> {
    const periods = Array.from(
      { length: alarm.EvaluationPeriods },
      (_, index) => end - (index + 1) * alarm.Period,
    );
    const breaching = await Promise.all(periods.map((start) => isBreaching(alarm, start)));
    return breaching.filter(Boolean).length >= (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods);
  }

  async function isBreaching(alarm: Alarm, start: number): Promise<boolean> {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: alarm.Namespace,
        MetricName: alarm.MetricName,
        Dimensions: [...alarm.Dimensions],
        Statistics: [alarm.Statistic],
        Period: alarm.Period,
        StartTime: new Date(start * 1000),
        EndTime: new Date((start + alarm.Period) * 1000),
      }),
    );
    const value = Datapoints[0]?.[alarm.Statistic as 'Sum' | 'Maximum'];
    if (value === undefined) return alarm.TreatMissingData === 'breaching';
    return alarm.ComparisonOperator === 'GreaterThanThreshold'
      ? value > alarm.Threshold
      : value < alarm.Threshold;
  }

  test('alarms are few enough to be free of charge, and each is made to go off', () => {
    const names = alarms().map(({ AlarmName }) => AlarmName.replace(`${of().scaler}-`, ''));

    expect(names.sort()).toEqual(Object.keys(CASES).sort());
    expect(names.length).toBeLessThanOrEqual(10);
  });

  test.each(Object.entries(CASES))(
    'the alarm %s goes off when it is to, and not before',
    async (name, example) => {
      const alarm = named(name);
      const [rest, trouble] = [START - DAY, START - 2 * DAY];
      await put(alarm, rest, example.rests(of()));
      await put(alarm, trouble, example.fires(of()));

      expect(await goesOff(alarm, trouble)).toBe(true);
      expect(await goesOff(alarm, rest)).toBe(false);
    },
  );

  test('a reconciler that has not run for fifteen minutes is told of, and one that has not for ten is not', async () => {
    const alarm = named('silence');
    const at = START - 3 * DAY;
    await put({ ...alarm, EvaluationPeriods: 1 }, at - 2 * alarm.Period, [
      awsPoint('AWS/Lambda', 'Invocations', ofReconcile(of()), 1),
    ]);

    expect(await goesOff(alarm, at)).toBe(false);
    expect(await goesOff(alarm, at + alarm.Period)).toBe(true);
  });

  describe('launches that EC2 refuses', () => {
    const HALF_AN_HOUR = 1800;
    /** Does it go off at the end of any period within half an hour? */
    async function goesOffSoonAfter(start: number): Promise<boolean> {
      const alarm = named('launches-refused');
      for (let end = start + alarm.Period; end <= start + HALF_AN_HOUR; end += alarm.Period)
        if (await goesOff(alarm, end)) return true;
      return false;
    }

    const again = movesAt(
      aLaunch({ outcome: { kind: 'Misconfigured', at: 0, reason: 'a right is missing' } }),
    );
    /** A try is due then; where nothing wakes the reconciler, the next tick comes later. */
    const UNTIL_TICK = 60;

    test.each([
      [0, again],
      [299, again],
      [0, again + UNTIL_TICK],
      [299, again + UNTIL_TICK],
    ])('for good are told of, whenever that begins: %i s into a period, every %i s', async (phase, gap) => {
      const start = START - (4 + phase + gap) * DAY;
      for (let at = phase; at < HALF_AN_HOUR; at += gap)
        await putAt(start + at, counted(of().scaler, 'LaunchesRefused'));

      expect(await goesOffSoonAfter(start)).toBe(true);
    });

    test('once are not', async () => {
      const start = START - 4 * DAY;
      await putAt(start + 1, counted(of().scaler, 'LaunchesRefused'));

      expect(await goesOffSoonAfter(start)).toBe(false);
    });
  });
}
