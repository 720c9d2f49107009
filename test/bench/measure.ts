import type { Section } from './options.ts';
import type { Progress } from './progress.ts';
import { type AtRest, measureAtRest } from './sections/at-rest.ts';
import { type Burst, measureBurst } from './sections/burst.ts';
import { type ColdLoad, measureColdLoad } from './sections/cold-load.ts';
import { type FirstMachine, measureFirstMachine } from './sections/first-machine.ts';
import { type JobCost, measureJobCost } from './sections/job-cost.ts';
import { measurePlan, type PlanFigure } from './sections/plan.ts';
import { measureScale, type Scale } from './sections/scale.ts';
import { measureSimulating, type Simulating } from './sections/simulate.ts';
import { measureWebhook, type WebhookFigures } from './sections/webhook.ts';

/** What was measured; a section that was not asked for is missing. */
export interface Figures {
  readonly cold?: ColdLoad;
  readonly webhook?: WebhookFigures;
  readonly first?: FirstMachine;
  readonly plan?: readonly PlanFigure[];
  readonly burst?: Burst;
  readonly cost?: JobCost;
  readonly rest?: AtRest;
  readonly scale?: Scale;
  readonly simulating?: Simulating;
}

const BURST = 1000;
const JOBS = 200;

const MEASURES: Readonly<Record<Section, (progress: Progress) => Promise<Figures>>> = {
  cold: async (progress) => ({ cold: await measureColdLoad(progress) }),
  webhook: async (progress) => ({ webhook: await measureWebhook(progress) }),
  first: async (progress) => ({ first: await measureFirstMachine(progress) }),
  plan: async (progress) => ({ plan: measurePlan(progress) }),
  burst: async (progress) => ({ burst: await measureBurst(BURST, progress) }),
  cost: async (progress) => ({ cost: await measureJobCost(JOBS, progress) }),
  rest: async (progress) => ({ rest: await measureAtRest(progress) }),
  scale: async (progress) => ({ scale: await measureScale(progress) }),
  simulate: async (progress) => ({ simulating: await measureSimulating(progress) }),
};

/** One section after the other: two at once would measure each other. */
export async function measure(sections: readonly Section[], progress: Progress): Promise<Figures> {
  let figures: Figures = {};
  for (const section of sections) figures = { ...figures, ...(await MEASURES[section](progress)) };
  return figures;
}
