import type { Settings } from '../lib/config/settings.ts';
import type { Json, Resources } from './cloudformation.ts';
import { launchTemplateArn, launchTemplateOf } from './launch-template.ts';
import { machineRoleArn, machineRoleOf } from './machine-role.ts';
import { securityGroupsOf } from './security-group.ts';

/** What a config.toml makes of a deployment. */
export interface Deployment {
  readonly region: string;
  readonly resources: Resources;
  readonly launchTemplateArns: readonly Json[];
  readonly machineRoleArns: readonly Json[];
}

/** `scaler` tells this deployment's machines and launch templates from another's. */
export function deploymentOf({ runners }: Settings, scaler: string): Deployment {
  const resources = runners.map((runner) => ({
    ...machineRoleOf(runner),
    ...securityGroupsOf(runner, scaler),
    ...launchTemplateOf(runner, scaler),
  }));
  return {
    region: regionOf({ runners }),
    resources: Object.assign({}, ...resources),
    launchTemplateArns: runners.map(launchTemplateArn),
    machineRoleArns: runners.map(machineRoleArn),
  };
}

/** A stack, with its launch templates and functions, is in one region. */
function regionOf({ runners }: Pick<Settings, 'runners'>): string {
  const [region, ...others] = new Set(runners.map((runner) => runner.ec2.region));
  if (region === undefined || others.length > 0) {
    throw new Error(
      `amazonec2-region must be the same for all runners (it is ${[region, ...others].join(' and ')}): ` +
        'one deployment serves one region, deploy another stage.',
    );
  }
  return region;
}
