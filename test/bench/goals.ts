import type { Figures } from './measure.ts';
import { FUNCTIONS, type FunctionName } from './sections/cold-load.ts';
import { rounded, type Timed } from './statistics.ts';

/** A figure beside what it is to be at most, or is to come to exactly. */
export interface Compared {
  readonly name: string;
  readonly value: number;
  readonly goal: number;
  readonly unit: string;
  /** Of the runs; none of what is counted and not timed. */
  readonly spread?: number;
  /** Of what is timed: the processor's own time, in milliseconds. */
  readonly cpu?: number;
}

const COLD_LOAD_GOALS: Readonly<Record<FunctionName, number>> = {
  webhook: 80,
  register: 150,
  'ec2-events': 150,
  schedule: 150,
  audit: 300,
  reconcile: 300,
};

/** All that has a goal. Times are for a computer of two cores on which @aws-sdk/client-dynamodb loads in 120 ms. */
export function compared(figures: Figures): Compared[] {
  const { cold, webhook, first, plan, burst, cost, rest } = figures;
  const ten = plan?.find(({ machines }) => machines === 10_000);
  return [
    ...(cold
      ? FUNCTIONS.map((name) => timed(`${name} loads`, cold.functions[name], COLD_LOAD_GOALS[name]))
      : []),
    ...(webhook
      ? [counted('webhook: requests of the store an event', webhook.dynalite.writesPerEvent, 1)]
      : []),
    ...(first
      ? [
          {
            ...{ name: 'webhook to the call for a machine, ours', unit: 'ms', goal: 400 },
            ...{ value: first.together.median, spread: first.together.spread },
          },
          counted('webhook to the call for a machine: GitLab requests', first.gitlabCalls, 1),
        ]
      : []),
    ...(ten ? [timed('plan for 10,000 machines', ten.ms, 20)] : []),
    ...(burst
      ? [
          counted('burst of 1,000 jobs: EC2 requests', burst.ec2Calls, 5),
          counted('burst of 1,000 jobs: machines too many', burst.machinesTooMany, 0),
        ]
      : []),
    ...(cost
      ? [
          counted('a job: DynamoDB units', cost.readUnits + cost.writeUnits, 16),
          counted('a job: GitLab requests', cost.gitlabCalls, 3),
        ]
      : []),
    ...(rest ? [{ name: 'a month at rest', value: rest.total, goal: 1, unit: '$' }] : []),
  ];
}

function timed(name: string, { wall, cpu }: Timed, goal: number): Compared {
  return { name, value: wall.median, goal, unit: 'ms', spread: wall.spread, cpu: cpu.median };
}

function counted(name: string, value: number, goal: number): Compared {
  return { name, value: rounded(value, 2), goal, unit: '' };
}
