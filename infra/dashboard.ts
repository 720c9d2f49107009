import { priceAtMost } from '../lib/config/ec2/price-at-most.ts';
import type { RunnerSettings } from '../lib/config/settings.ts';
import { type Json, REGION, type Resources, sub } from './cloudformation.ts';

const NAMESPACE = 'bastionless';
const WIDTH = 12;
const HEIGHT = 6;
/** The seconds between two ticks: while there are machines, each minute has a figure. */
const MINUTE = 60;
const STATES = ['Creating', 'Idle', 'Used', 'Removing'];

/** What one graph shows; metrics as CloudWatch's dashboards take them. */
interface Graph {
  readonly title: string;
  readonly metrics: readonly Json[];
  readonly stacked?: true;
  readonly label?: string;
}

/**
 * One page for the operator: what there is, how long jobs wait, what failed, what it costs. Three dashboards of an
 * account are free of charge. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardOf(runners: readonly RunnerSettings[], scaler: string): Resources {
  const widgets = [...graphsOf(runners, scaler).map(graphWidget), reasonsWidget(scaler)];
  const placed = widgets.map((widget, index) => ({
    ...{ x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, width: WIDTH, height: HEIGHT },
    ...widget,
  }));
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Condition: 'HasDashboard',
      Properties: { DashboardName: scaler, DashboardBody: sub(JSON.stringify({ widgets: placed })) },
    },
  };
}

function graphsOf(runners: readonly RunnerSettings[], scaler: string): Graph[] {
  const of = (metric: string, options: Readonly<Record<string, Json>>): Json => [
    ...[NAMESPACE, metric, 'service', scaler],
    options,
  ];
  const counted = (metric: string): Json => of(metric, { stat: 'Sum', label: metric });
  return [
    {
      title: 'Machines by state',
      stacked: true,
      metrics: STATES.flatMap((state) => filled(`Machines${state}`, state, of)),
    },
    { title: 'Jobs waiting', metrics: filled('JobsWaiting', 'waiting', of) },
    {
      title: 'How long jobs waited for a machine',
      label: 'seconds',
      metrics: [of('JobWait', { stat: 'p50', label: 'p50' }), of('JobWait', { stat: 'p95', label: 'p95' })],
    },
    {
      title: 'What the wait for a new machine is made of',
      label: 'seconds',
      stacked: true,
      metrics: ['Asking', 'Starting', 'Booting', 'Taking'].map((part) =>
        of(`FirstWait${part}`, { stat: 'p50', label: part.toLowerCase() }),
      ),
    },
    {
      title: 'Launches and failures',
      metrics: ['MachinesLaunched', 'LaunchesRefused', 'MachinesFailed', 'GitLabFailures'].map(counted),
    },
    {
      title: 'Interruptions and what became of their jobs',
      metrics: ['MachinesInterrupted', 'JobsRetried', 'JobsNotRetried'].map(counted),
    },
    {
      title: 'Lookahead: machines that boot while earlier stages run',
      metrics: ['MachinesAhead', 'MachinesInVain', 'JobsInTime', 'JobsLate'].map(counted),
    },
    {
      title: 'Lookahead: what jobs did not wait, and what machines stood for nothing',
      label: 'seconds',
      metrics: ['SecondsSaved', 'SecondsInVain'].map(counted),
    },
    { title: machineHoursTitle(runners), metrics: machineHours(runners, of) },
  ];
}

type Metric = (metric: string, options: Readonly<Record<string, Json>>) => Json;

/** Nothing is counted while there is nothing: that is a zero. */
function filled(metric: string, label: string, of: Metric): Json[] {
  const id = metric.charAt(0).toLowerCase() + metric.slice(1);
  return [
    of(metric, { stat: 'Average', id, visible: false, period: MINUTE }),
    [{ expression: `FILL(${id}, 0)`, label, id: `${id}Filled`, period: MINUTE }],
  ];
}

/** A figure for each minute adds up to machine-minutes. The price is the highest that any runner may pay. */
function machineHours(runners: readonly RunnerSettings[], of: Metric): Json[] {
  const sum = `RUNNING_SUM(FILL(creating, 0) + FILL(idle, 0) + FILL(used, 0) + FILL(removing, 0)) / ${MINUTE}`;
  const price = highestPrice(runners);
  return [
    ...STATES.map((state) =>
      of(`Machines${state}`, { stat: 'Average', id: state.toLowerCase(), visible: false, period: MINUTE }),
    ),
    [{ expression: sum, label: 'machine-hours', id: 'hours', period: MINUTE }],
    ...(price === undefined
      ? []
      : [
          [
            {
              expression: `hours * ${price}`,
              label: `dollars at ${price} an hour`,
              id: 'dollars',
              period: MINUTE,
            },
          ],
        ]),
  ];
}

function machineHoursTitle(runners: readonly RunnerSettings[]): string {
  return highestPrice(runners) === undefined
    ? 'Machine-hours in the time that is shown'
    : 'Machine-hours in the time that is shown, and their price at most';
}

/** Dollars an hour; undefined if there is a runner whose price is not bounded by config.toml. */
function highestPrice(runners: readonly RunnerSettings[]): number | undefined {
  const prices = runners.map(({ ec2 }) => priceAtMost(ec2));
  const known = prices.filter((price) => price !== undefined);
  return known.length < prices.length ? undefined : Math.max(...known);
}

function graphWidget({ title, metrics, stacked, label }: Graph): Readonly<Record<string, Json>> {
  return {
    type: 'metric',
    properties: {
      title,
      metrics,
      view: 'timeSeries',
      stacked: stacked ?? false,
      region: REGION,
      yAxis: { left: { min: 0, ...(label !== undefined && { label, showUnits: false }) } },
    },
  };
}

/** Counts are not kept by reason, which would be a metric for each: the log has it, and is asked only when looked at. */
function reasonsWidget(scaler: string): Readonly<Record<string, Json>> {
  const query = [
    `SOURCE '/aws/lambda/${scaler}-reconcile'`,
    'filter ispresent(LaunchesRefused) or ispresent(MachinesFailed) or ispresent(MachinesRemoved)',
    'stats count(*) as times by reason',
    'sort times desc',
    'limit 20',
  ].join(' | ');
  return {
    type: 'log',
    properties: { title: 'Failures and removals by reason', query, view: 'table', region: REGION },
  };
}
