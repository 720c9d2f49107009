import { existsSync } from 'node:fs';
import { patient } from '../../../functions/runtime/patience.ts';
import { USUAL_CONFIG } from '../../config/config-file.ts';
import { readConfigFile } from '../../config/read.ts';
import type { Settings } from '../../config/settings.ts';
import { trustGitlab } from '../gitlab/trust.ts';
import type { DeploymentOptions } from '../options.ts';

const SERVICE = 'bastionless';

/** One stage's stack in one region: what all of a deployment's names follow from. */
export interface Deployment {
  readonly stage: string;
  /** None: as the AWS credentials' profile or AWS_REGION have it. */
  readonly region: string | undefined;
  /** Name of the stack, and value of the tag `bastionless:scaler`. */
  readonly name: string;
  readonly gitlabTokenParameter: string;
  readonly webhookSecretParameter: string;
  /** None where no config.toml is needed and none is there. */
  readonly settings: Settings | undefined;
}

/**
 * The names are those of serverless.yml. A config.toml that is named must be there; the usual one need not, as long as
 * the region is known. GitLab's own CA is trusted from then on, if it names one. Throws ConfigError if it is wrong.
 */
export function deploymentOf(options: DeploymentOptions): Deployment {
  const { config } = options;
  const isLeftOut = config === USUAL_CONFIG && !existsSync(config);
  return deploymentNamed(options, isLeftOut ? undefined : trustGitlab(readConfigFile(config), config));
}

/** With the settings that were read, or without. */
export function deploymentNamed(
  { stage, region }: Pick<DeploymentOptions, 'stage' | 'region'>,
  settings: Settings | undefined,
): Deployment {
  return {
    stage,
    region: region ?? settings?.runners[0]?.ec2.region,
    name: `${SERVICE}-${stage}`,
    gitlabTokenParameter: `/${SERVICE}/${stage}/gitlab-token`,
    webhookSecretParameter: `/${SERVICE}/${stage}/webhook-secret`,
    settings,
  };
}

/** Seconds for one answer of AWS. */
const LONGEST_ANSWER = 20;

/**
 * How the command makes every AWS client: with few attempts, since a person waits, and none that waits for ever: after
 * a laptop has slept its connections are dead, and nobody says so.
 */
export function clientOptions({ region }: Pick<Deployment, 'region'>) {
  return { maxAttempts: 3, ...patient(LONGEST_ANSWER), ...(region !== undefined && { region }) };
}

/** The same for EC2, whose address config.toml may name. */
export function ec2Options({ region, settings }: Deployment) {
  const { endpoint } = settings?.ec2Api ?? {};
  return { ...clientOptions({ region }), ...(endpoint !== undefined && { endpoint }) };
}
