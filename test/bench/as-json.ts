import { computer } from './computer.ts';
import { compared } from './goals.ts';
import type { Figures } from './measure.ts';
import { PEER_FIGURES } from './peers.ts';
import type { ColdLoad } from './sections/cold-load.ts';
import type { JobCost } from './sections/job-cost.ts';
import type { WebhookFigure } from './sections/webhook.ts';
import { rounded, type Timed } from './statistics.ts';

/** The figures as one object: milliseconds are medians, the spreads say how noisy the machine was, CPU time is the processor's own. */
export function asJson(figures: Figures): object {
  const { cold, webhook, first, plan, burst, cost, rest, scale, simulating } = figures;
  return {
    measured: { on: new Date().toISOString().slice(0, 10), with: computer() },
    goals: compared(figures).map(({ name, value, goal, unit, cpu }) => ({
      ...{ name, value: rounded(value, 2), goal, unit },
      ...(cpu !== undefined && { cpuMs: rounded(cpu, 2) }),
      peer: PEER_FIGURES[name]?.peer ?? null,
    })),
    ...(cold && {
      coldLoadMs: ofColdLoad(cold, ({ wall }) => wall.median),
      coldLoadSpreadMs: ofColdLoad(cold, ({ wall }) => wall.spread),
      coldLoadCpuMs: ofColdLoad(cold, ({ cpu }) => cpu.median),
      bundleBytes: cold.bundleBytes,
    }),
    ...(webhook && { webhook: { ...shown(webhook.dynalite), onMoto: shown(webhook.moto) } }),
    ...(first && {
      firstMachineMs: {
        webhook: rounded(first.webhook.median, 2),
        reconcile: rounded(first.reconcile.median, 2),
        together: rounded(first.together.median, 2),
        spread: rounded(first.together.spread, 2),
        gitlabCalls: first.gitlabCalls,
      },
    }),
    ...(plan && {
      plan: plan.map(({ runners, machines, jobs, ms, heapMb }) => ({
        ...{ runners, machines, jobs, ms: rounded(ms.wall.median, 2) },
        ...{ spreadMs: rounded(ms.wall.spread, 2), cpuMs: rounded(ms.cpu.median, 2) },
        heapMb: rounded(heapMb, 2),
      })),
    }),
    ...(burst && { burst: tidy(burst) }),
    ...(cost && { costOfAJob: ofJob(cost) }),
    ...(rest && { atRestUsdPerMonth: rounded(rest.total, 3), atRestParts: tidy(rest) }),
    ...(simulating && {
      simulate: { office: tidy(simulating.office), backlog: tidy(simulating.backlog) },
    }),
    ...(scale && { scale: { reads: scale.reads, bursts: scale.bursts.map(tidy) } }),
  };
}

function ofColdLoad({ bareNode, dynamodbClient, functions }: ColdLoad, of: (timed: Timed) => number): object {
  const all = { bareNode, dynamodbClient, ...functions };
  return Object.fromEntries(Object.entries(all).map(([name, timed]) => [name, rounded(of(timed))]));
}

function ofJob({ kinds, ...cost }: JobCost): object {
  return {
    dynamodbUnits: rounded(cost.readUnits + cost.writeUnits, 2),
    ...tidy(cost),
    units: kinds.map(({ record, ...units }) => ({ record, ...tidy(units) })),
  };
}

function shown({ perSecond, p50Ms, p99Ms, writesPerEvent }: WebhookFigure) {
  return {
    perSecond: rounded(perSecond.median, 0),
    spreadPerSecond: rounded(perSecond.spread, 0),
    p50Ms: rounded(p50Ms, 2),
    p99Ms: rounded(p99Ms, 2),
    writesPerEvent: rounded(writesPerEvent, 3),
  };
}

const tidy = (numbers: object): object =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, rounded(value as number, 3)]));
