import type { Settings } from '../../config/settings.ts';
import { deploymentNamed } from '../deployment/deployment.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, isFailure, warn } from '../finding.ts';
import { accountFindings } from './account.ts';
import { activityFindings } from './activity.ts';
import { configFindings } from './config.ts';
import { diskKeyFindings } from './disk-keys.ts';
import { functionFindings } from './function.ts';
import { gitlabFindings } from './gitlab.ts';
import { logFindings } from './logs.ts';
import type { DoctorOptions, Patient } from './patient.ts';
import { placementFindings } from './placement.ts';
import { quotaFindings } from './quotas.ts';
import { secretFindings } from './secrets.ts';
import { stackFindings, templateFindings } from './stack.ts';

export interface DoctorReport {
  /** False if something fails. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/**
 * A check whose result the others do not need. If it cannot be made it rejects, which is a warning and stops
 * nothing.
 */
type Check = readonly [what: string, find: () => Promise<readonly Finding[]>];

/** Looks at everything that a deployment needs. What cannot be asked is a warning, and stops no other check. */
export async function doctor(options: DoctorOptions): Promise<DoctorReport> {
  const { findings: config, settings } = configFindings(options.config);
  const deployment = deploymentNamed(options, settings);
  const account = await accountFindings(deployment);
  const isKnown = !account.some(isFailure);
  const { findings: stacked, stack } = isKnown ? await stackFindings(deployment) : NO_STACK;
  const patient: Patient = { deployment, options, stack };
  const rest = await Promise.all(checksOf(patient, settings, isKnown).map(attempted));
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

async function attempted([what, find]: Check): Promise<readonly Finding[]> {
  try {
    return await find();
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return [warn(what, `could not be looked at: ${message}`, todo)];
  }
}
