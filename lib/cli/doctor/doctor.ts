import type { Settings } from '../../config/settings.ts';
import { deploymentNamed } from '../deployment/deployment.ts';
import { type Finding, isFailure } from '../finding.ts';
import { accountFindings } from './account.ts';
import { activityFindings } from './activity/activity.ts';
import { attempted } from './attempted.ts';
import { configFindings } from './config.ts';
import { diskKeyFindings } from './disk-keys.ts';
import { functionFindings } from './function.ts';
import { gitlabFindings } from './gitlab/gitlab.ts';
import { logFindings } from './logs.ts';
import type { DoctorOptions, Patient } from './patient.ts';
import { placementFindings } from './placement/placement.ts';
import { functionsAtOnceFindings } from './quotas/functions-at-once.ts';
import { quotaFindings } from './quotas/quotas.ts';
import { secretFindings } from './secrets.ts';
import { stackFindings, templateFindings } from './stack.ts';

export interface DoctorReport {
  /** False if something fails. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/** A check whose result the others do not need. It rejects if it cannot be made. */
type Check = readonly [what: string, find: () => Promise<readonly Finding[]>];

/** Looks at everything that a deployment needs. What cannot be asked is a warning, and stops no other check. */
export async function doctor(options: DoctorOptions): Promise<DoctorReport> {
  const { findings: config, settings } = configFindings(options.config);
  const deployment = deploymentNamed(options, settings);
  const account = await accountFindings(deployment);
  const isKnown = !account.some(isFailure);
  const { findings: stacked, stack } = isKnown ? await stackFindings(deployment) : NO_STACK;
  const patient: Patient = { deployment, options, stack };
  const rest = await Promise.all(checksOf(patient, settings, isKnown).map((check) => attempted(...check)));
  const findings = [...config, ...account, ...stacked, ...rest.flat()];
  return { ok: !findings.some(isFailure), findings };
}

const NO_STACK = { findings: [], stack: undefined };

/** Without AWS credentials, what AWS would say is left out: one failure tells enough. */
function checksOf(patient: Patient, settings: Settings | undefined, isKnown: boolean): readonly Check[] {
  const { deployment, options, stack } = patient;
  const gitlab: Check = ['GitLab', () => gitlabFindings(patient, settings)];
  if (!isKnown) return options.token === undefined ? [] : [gitlab];
  return [
    ['SSM parameters', () => secretFindings(deployment)],
    ['functions at once', () => functionsAtOnceFindings(deployment)],
    gitlab,
    ...(settings === undefined
      ? []
      : ([
          ['quotas', () => quotaFindings(deployment, settings)],
          ['images, subnets and types', () => placementFindings(deployment, settings)],
          ['keys of disks', () => diskKeyFindings(deployment, settings)],
        ] satisfies Check[])),
    ...(stack === undefined
      ? []
      : ([
          ['launch templates', () => templateFindings(deployment)],
          ['table', () => activityFindings(deployment, stack)],
          ['the deployed function', () => functionFindings(deployment)],
          ['logs', () => logFindings(deployment)],
        ] satisfies Check[])),
  ];
}
