import { runOurs } from '../../lib/compare/ours/run-ours.ts';
import { US_EAST_1 } from '../../lib/compare/prices/us-east-1.ts';
import { generateWorkload } from '../../lib/compare/workloads/generate.ts';
import { PROFILES } from '../../lib/compare/workloads/profiles.ts';
import type { Workload } from '../../lib/compare/workloads/workload.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { anIdle, aRunner, someSettings } from '../builders/settings.ts';
import { NOW } from '../builders/state.ts';
import type { SimulateCase, SimulateFigure } from './sections/simulate.ts';

const SEED = 1;

/** Three days of office hours, as many jobs as make a million in a year; and a night's work for ten machines. */
const CASES = {
  office: { concurrent: 100, profile: 'office', jobsPerDay: 2733, days: 3 },
  backlog: { concurrent: 10, profile: 'bursty', jobsPerDay: 6000, days: 1 },
} as const;

const which = process.argv[2] === 'backlog' ? 'backlog' : 'office';
process.send?.(await measure(which), () => process.disconnect());

async function measure(which: SimulateCase): Promise<SimulateFigure> {
  const { concurrent, ...coming } = CASES[which];
  const settings = someSettings({ concurrent, runners: [aRunner({ machine: { idle: anIdle(0, 120) } })] });
  const options = { settings, seed: SEED, prices: US_EAST_1 };
  // What a long run takes is meant: V8 has compiled by then what runs often.
  await runOurs({ ...options, workload: workloadOf(settings, { ...coming, days: 1 }) });
  const workload = workloadOf(settings, coming);
  const before = process.cpuUsage();
  const { result } = await runOurs({ ...options, workload });
  const { user, system } = process.cpuUsage(before);
  return {
    jobs: result.jobs,
    cpuMsAJob: (user + system) / 1000 / result.jobs,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function workloadOf(
  { runners }: Settings,
  { profile, jobsPerDay, days }: { profile: keyof typeof PROFILES; jobsPerDay: number; days: number },
): Workload {
  const start = NOW - (NOW % 86_400);
  return generateWorkload({
    ...{ runners, timezone: 'UTC', seed: SEED, jobsPerDay, profile: PROFILES[profile], start, days },
  });
}
