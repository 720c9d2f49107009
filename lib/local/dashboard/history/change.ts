import type { EndedJob, Job, JobEvent } from '../../../scaler/state/jobs/job.ts';
import type { Launch } from '../../../scaler/state/launches/launch.ts';
import type { Machine, MachineReport } from '../../../scaler/state/machines/machine.ts';

/** EC2 has answered, but not with machines. */
export const isRefused = ({ outcome }: Launch): boolean => outcome.kind !== 'Unknown';

/** One change of the records. */
export type Change =
  | { readonly kind: 'MachineWritten'; readonly machine: Machine }
  | { readonly kind: 'MachineGone'; readonly instanceId: string }
  | { readonly kind: 'MachineReported'; readonly report: MachineReport }
  | { readonly kind: 'JobWritten'; readonly job: JobEvent | Job }
  | { readonly kind: 'JobEnded'; readonly ended: EndedJob }
  | { readonly kind: 'JobDropped'; readonly id: number }
  | { readonly kind: 'LaunchOpened'; readonly launch: Launch }
  | { readonly kind: 'LaunchRefused'; readonly launch: Launch };
