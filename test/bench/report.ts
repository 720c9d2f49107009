import { table } from '../../lib/cli/terminal/table.ts';
import { US_EAST_1 } from '../../lib/compare/prices/us-east-1.ts';
import { some } from '../../lib/scaler/plan/some.ts';
import { computer } from './computer.ts';
import { type Compared, compared } from './goals.ts';
import type { Figures } from './measure.ts';
import { PEER_FIGURES } from './peers.ts';
import { rounded } from './statistics.ts';

/** The figures for people. */
export function report(figures: Figures): string {
  return [
    computer(),
    ...part(
      'Against the goals',
      table(['figure', 'median', 'spread', 'CPU', 'goal', '', 'others'], compared(figures).map(row)),
    ),
    ...coldLines(figures),
    ...webhookLines(figures),
    ...firstLines(figures),
    ...planLines(figures),
    ...costLines(figures),
    ...scaleLines(figures),
    ...simulateLines(figures),
    ...peerLines(figures),
  ].join('\n');
}

function row({ name, value, goal, unit, spread, cpu }: Compared): string[] {
  const told = (amount: number): string =>
    unit === '$' ? `$${rounded(amount, 2)}` : `${rounded(amount)} ${unit}`.trim();
  return [
    name,
    told(value),
    spread === undefined ? '' : `± ${rounded(spread / 2)}`,
    cpu === undefined ? '' : ms(cpu),
    told(goal),
    value <= goal ? 'met' : `${rounded(value / goal, 2)} of it`,
    PEER_FIGURES[name]?.peer ?? '',
  ];
}

function coldLines({ cold }: Figures): string[] {
  if (cold === undefined) return [];
  const { bareNode, dynamodbClient } = cold;
  return part(
    'Cold start',
    `A bare Node takes ${ms(bareNode.wall.median)} (spread ${ms(bareNode.wall.spread)}), beyond it @aws-sdk/client-dynamodb alone ${ms(dynamodbClient.wall.median)} (CPU ${ms(dynamodbClient.cpu.median)}).`,
  );
}

function webhookLines({ webhook }: Figures): string[] {
  if (webhook === undefined) return [];
  const rows = Object.entries(webhook).map(([store, { perSecond, p50Ms, p99Ms }]) => [
    store,
    rounded(perSecond.median, 0).toString(),
    `± ${rounded(perSecond.spread / 2, 0)}`,
    ms(p50Ms),
    ms(p99Ms),
  ]);
  return part('Warm webhook', table(['store', 'events a second', 'spread', 'p50', 'p99'], rows));
}

function firstLines({ first }: Figures): string[] {
  if (first === undefined) return [];
  const { webhook, reconcile, together, gitlabCalls } = first;
  return part(
    'From a job’s webhook to the call for its machine',
    `Ours, on warm functions, with the share of a processor that Lambda gives them: webhook ${ms(webhook.median)}, reconcile ${ms(reconcile.median)}, together ${ms(together.median)} (spread ${ms(together.spread)}); ${some(gitlabCalls, 'request')} of GitLab. Not ours: GitLab's webhook, API Gateway, DynamoDB's stream (0.2 s, about), GitLab's answer.`,
  );
}

function peerLines(figures: Figures): string[] {
  const named = compared(figures).flatMap(({ name }) => {
    const figure = PEER_FIGURES[name];
    return figure === undefined ? [] : [`${name}: ${figure.peer} (${figure.note})`];
  });
  return named.length === 0 ? [] : part('Others, as they were measured once', named.join('\n'));
}

function planLines({ plan }: Figures): string[] {
  if (plan === undefined) return [];
  const rows = plan.map(({ runners, machines, ms: time, heapMb }) => [
    machines.toLocaleString('en'),
    String(runners),
    ms(time.wall.median),
    `± ${ms(time.wall.spread / 2)}`,
    ms(time.cpu.median),
    `${rounded(heapMb)} MB`,
  ]);
  return part('Plan', table(['machines, and jobs', 'runners', 'time', 'spread', 'CPU', 'heap'], rows));
}

function costLines({ cost, rest }: Figures): string[] {
  const priced = `prices of ${US_EAST_1.region}, ${US_EAST_1.asOf}`;
  const job = cost && [
    `${rounded(cost.readUnits, 2)} read and ${rounded(cost.writeUnits, 2)} write units, ${rounded(cost.gitlabCalls, 2)} GitLab requests,`,
    `${rounded(cost.ec2Calls, 2)} EC2 requests, ${rounded(cost.httpRequests, 2)} HTTP requests, ${rounded(cost.invocations, 1)} invocations, ${rounded(cost.lambdaGbMs, 0)} GB-ms.`,
    `A million jobs: $${rounded(cost.usdPerMillion, 2)} (${priced}); EC2 not among it.`,
    '',
    table(
      ['units of DynamoDB, by record', 'read', 'write'],
      cost.kinds.map(({ record, readUnits, writeUnits }) => [record, ...[readUnits, writeUnits].map(units)]),
    ),
  ];
  const month = rest && [
    `$${rounded(rest.total, 2)} a month: functions and table $${rounded(rest.functionsAndTable, 3)}, logs $${rounded(rest.logs, 3)}, alarms $${rounded(rest.alarms, 2)} (${priced}).`,
  ];
  return [...(job ? part('A job', job.join('\n')) : []), ...(month ? part('At rest', month.join('\n')) : [])];
}

function scaleLines({ scale }: Figures): string[] {
  if (scale === undefined) return [];
  const reads = scale.reads.map(({ active, readUnits, pages }) => [
    active.toLocaleString('en'),
    String(readUnits),
    String(pages),
  ]);
  const bursts = scale.bursts.map(({ jobs, ec2Calls, reconciles, firstSeconds, seconds, machinesTooMany }) =>
    [
      jobs.toLocaleString('en'),
      ...[ec2Calls, reconciles, rounded(firstSeconds), rounded(seconds), machinesTooMany],
    ].map(String),
  );
  return [
    ...part('Reading what is active', table(['active jobs', 'read units', 'pages'], reads)),
    ...part(
      'Bursts',
      table(['jobs', 'EC2 requests', 'reconciles', 'first after s', 'all after s', 'too many'], bursts),
    ),
  ];
}

function simulateLines({ simulating }: Figures): string[] {
  if (simulating === undefined) return [];
  const rows = Object.entries(simulating).map(([name, { jobs, cpuMsAJob, megabytes }]) => [
    ...[name, jobs.toLocaleString('en'), ms(cpuMsAJob), `${rounded(megabytes, 0)} MB`],
  ]);
  return part('Simulating', table(['jobs', 'of them', 'CPU a job', 'memory'], rows));
}

const units = (value: number): string => (value === 0 ? '' : String(rounded(value, 2)));
const part = (title: string, body: string): string[] => ['', title, body];
const ms = (value: number): string => `${rounded(value, value < 10 ? 2 : 1)} ms`;
