import type { RunnerSettings, Settings } from '../lib/config/settings.ts';
import {
  ACCOUNT,
  type Json,
  literally,
  PARTITION,
  placeholder,
  REGION,
  type Resources,
  sub,
} from './cloudformation.ts';
import { dashboardOf } from './dashboard.ts';
import { diskKeyPolicy } from './disk-key.ts';
import { type Images, imagePipelines } from './image-builder.ts';
import { type LaunchTemplate, launchTemplatesOf } from './launch-template.ts';
import { machineRoleArn, machineRoleOf } from './machine-role.ts';
import { type FoundGroups, securityGroupIds, securityGroupsOf } from './security-group.ts';

/** What a config.toml makes of a deployment. */
export interface Deployment {
  readonly region: string;
  readonly resources: Resources;
  /** JSON that tells the reconciler its launch templates: see parseLaunchTemplates. */
  readonly launchTemplates: Json;
  readonly launchTemplateArns: readonly Json[];
  readonly machineRoleArns: readonly Json[];
}

/** What a config.toml refers to outside itself. */
export interface Found {
  readonly securityGroups: FoundGroups;
  /** What the files say that it names for user data, by their names in it. */
  readonly userData: ReadonlyMap<string, Uint8Array>;
}

export const NOTHING_FOUND: Found = { securityGroups: new Map(), userData: new Map() };

/**
 * What a function's environment may hold, less what else is in it. A placeholder is longer than the id in its place.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_FOR_TEMPLATES = 4096 - 512;

/** `scaler` tells this deployment's machines and launch templates from another's. */
export function deploymentOf(
  settings: Settings,
  scaler: string,
  found: Found = NOTHING_FOUND,
  images: Images = 'default',
): Deployment {
  const { runners } = settings;
  const made = runners.map((runner) => ({
    runner,
    templates: templatesOf(runner, { scaler, found, images }),
  }));
  const templates = made.flatMap((one) => one.templates);
  const resources = runners.map((runner) => ({
    ...machineRoleOf(runner),
    ...securityGroupsOf(runner, scaler, found.securityGroups),
  }));
  return {
    region: runners[0]?.ec2.region ?? '',
    resources: {
      ...Object.assign({}, ...resources),
      ...Object.fromEntries(templates.map(({ logicalId, resource }) => [logicalId, resource])),
      ...(images === 'weekly' && imagePipelines(runners, scaler)),
      ...diskKeyPolicy(settings),
      ...dashboardOf(runners, scaler),
    },
    launchTemplates: launchTemplateIds(made),
    launchTemplateArns: templates.map(({ logicalId }) => arnOf(logicalId)),
    machineRoleArns: runners.map(machineRoleArn),
  };
}

interface Surroundings {
  readonly scaler: string;
  readonly found: Found;
  readonly images: Images;
}

function templatesOf(runner: RunnerSettings, { scaler, found, images }: Surroundings): LaunchTemplate[] {
  const { userDataFile } = runner.ec2;
  return launchTemplatesOf(runner, {
    scaler,
    images,
    securityGroupIds: securityGroupIds(runner, found.securityGroups),
    userData: userDataFile === undefined ? undefined : found.userData.get(userDataFile),
  });
}

interface Made {
  readonly runner: RunnerSettings;
  readonly templates: readonly LaunchTemplate[];
}

function launchTemplateIds(made: readonly Made[]): Json {
  const entries = made.map(({ runner, templates }) => {
    const ids = templates.map(({ market, logicalId }) => `"${market}":"${placeholder(logicalId)}"`);
    return `${literally(JSON.stringify(runner.name))}:{${ids.join()}}`;
  });
  const text = `{${entries.join()}}`;
  if (text.length > MOST_FOR_TEMPLATES) {
    throw new Error(
      `${made.length} runners are too many for one deployment, whose function has ${MOST_FOR_TEMPLATES} bytes to be told their launch templates: deploy some of them as another stage.`,
    );
  }
  return sub(text);
}

function arnOf(logicalId: string): Json {
  return sub(`arn:${PARTITION}:ec2:${REGION}:${ACCOUNT}:launch-template/${placeholder(logicalId)}`);
}
