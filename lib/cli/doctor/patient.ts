import type { Deployment } from '../deployment/deployment.ts';
import type { Stack } from '../deployment/stack.ts';
import type { GitLabOptions } from '../gitlab/open-gitlab.ts';
import type { DeploymentOptions } from '../options.ts';

export interface DoctorOptions extends DeploymentOptions, GitLabOptions {}

/** What the checks look at. */
export interface Patient {
  readonly deployment: Deployment;
  readonly options: DoctorOptions;
  /** Undefined where nothing is deployed. */
  readonly stack: Stack | undefined;
}
