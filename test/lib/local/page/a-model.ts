import type { JobLine, Lane, Stay } from '../../../../lib/local/dashboard/view.ts';
import { setTimeZone } from '../../../../lib/local/page/model/format.js';
import { Model } from '../../../../lib/local/page/model/model.js';

export const NOW = Date.parse('2026-11-24T10:00:00Z') / 1000;

/** States one after the other, each from so many seconds before now; the last lasts, unless `ended`. */
export function aLane(
  name: string,
  stays: readonly (readonly [state: Stay['state'], before: number, job?: JobLine])[],
  more: Partial<Lane> & { readonly ended?: number } = {},
): Lane {
  const { ended, ...rest } = more;
  const begun = NOW - (stays[0]?.[1] ?? 0);
  return {
    ...{ instanceId: `i-${name}`, name: `pool-${name}`, runner: 'one', begun, builds: 0, isAhead: false },
    ...{
      bought: null,
      kernelAt: null,
      places: 1,
      hourly: { dollars: 0.02, isMost: false },
      keptUntil: null,
      fate: null,
      report: null,
    },
    stays: stays.map(([state, before, job], n) => ({
      ...{ n, state, from: NOW - before, reason: 'a reason' },
      to: n + 1 < stays.length ? NOW - (stays[n + 1]?.[1] ?? 0) : ended === undefined ? null : NOW - ended,
      jobs: job === undefined ? [] : [{ id: job.id, name: job.name, place: 0 }],
    })),
    ...rest,
  };
}

export function aJobLine(id: number, more: Partial<JobLine> = {}): JobLine {
  return {
    ...{ id, name: `job ${id}`, url: null, status: 'pending', phase: 'waiting' },
    ...{ waitsSince: NOW - 30, runsSince: null, endedAt: null, machine: null },
    ...{ isLost: false, retriedAs: null, dollars: null, obstacle: null },
    ...more,
  };
}

export function aModel(lanes: readonly Lane[], jobs: readonly JobLine[], more: Partial<Model> = {}): Model {
  setTimeZone('UTC');
  return Object.assign(new Model(), {
    lanes: new Map(lanes.map((lane) => [lane.instanceId, lane])),
    jobs: new Map(jobs.map((job) => [job.id, job])),
    runners: [
      {
        name: 'one',
        instanceTypes: ['t3.medium'],
        price: 0.03,
        limit: 0,
        tags: ['aws'],
        region: 'eu-west-1',
      },
    ],
    commands: { serve: 'npm start', doctor: 'bastionless doctor' },
    ...more,
  });
}
