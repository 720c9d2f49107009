import type { Charge, ChargedJob } from '../state/machines/charge.ts';
import { sumOf } from '../state/sum.ts';

/** What costs may be told by. */
export const DIVISIONS = ['project', 'runner', 'job-name'] as const;
export type Division = (typeof DIVISIONS)[number];

/** What machines cost for one project, runner or name of jobs; or, with the name null, for none of them. */
export interface Cost {
  readonly name: string | null;
  readonly jobs: number;
  /** Seconds of machines, boot and idle included. */
  readonly seconds: number;
  /** US dollars, of the seconds whose price is known. */
  readonly dollars: number;
  /** Seconds whose price is not known. */
  readonly unpricedSeconds: number;
}

/**
 * What charges add up to, the dearest first. What a machine cost after its last job is shared by all that it ran, in
 * proportion to what each was charged; what a machine that ran none cost counts for its runner, and for no project.
 */
export function costsBy(division: Division, charges: readonly Charge[]): Cost[] {
  const costs = new Map<string | null, Cost>();
  for (const own of Map.groupBy(charges, ({ instanceId }) => instanceId).values()) {
    for (const { charge, share, job } of sharesOf(own)) {
      const name = nameOf(division, charge.runner, job);
      costs.set(name, withShare(costs.get(name) ?? { name, ...NOTHING }, charge, share));
    }
  }
  return [...costs.values()].toSorted(
    (one, other) => other.dollars - one.dollars || other.seconds - one.seconds,
  );
}

const NOTHING = { jobs: 0, seconds: 0, dollars: 0, unpricedSeconds: 0 };

interface Share {
  readonly charge: Charge;
  /** The part of the charge, from 0 to 1. */
  readonly share: number;
  readonly job: ChargedJob | undefined;
}

/** Of the charges of one machine. */
function sharesOf(charges: readonly Charge[]): Share[] {
  const ofJobs = charges.filter(({ job }) => job !== undefined);
  const total = sumOf(ofJobs, ({ seconds }) => seconds);
  return charges.flatMap((charge): Share[] => {
    if (charge.job !== undefined || total === 0) return [{ charge, share: 1, job: charge.job }];
    return ofJobs.map(({ job, seconds }) => ({ charge, share: seconds / total, job }));
  });
}

function withShare(cost: Cost, { seconds, dollars, job }: Charge, share: number): Cost {
  return {
    name: cost.name,
    jobs: cost.jobs + (job === undefined ? 0 : 1),
    seconds: cost.seconds + seconds * share,
    dollars: cost.dollars + (dollars ?? 0) * share,
    unpricedSeconds: cost.unpricedSeconds + (dollars === undefined ? seconds * share : 0),
  };
}

function nameOf(division: Division, runner: string, job: ChargedJob | undefined): string | null {
  switch (division) {
    case 'runner':
      return runner;
    case 'project':
      return job === undefined ? null : projectOf(job);
    case 'job-name':
      return job === undefined ? null : job.name;
  }
}

/** Its path, as far as the address of the job's page tells it: https://gitlab.example.com/group/project/-/jobs/7. */
function projectOf({ projectId, webUrl }: ChargedJob): string {
  const page = URL.parse(webUrl ?? '')?.pathname ?? '';
  return /^\/(.+)\/-\/jobs\/\d+$/.exec(page)?.[1] ?? String(projectId);
}
