import type { Prices } from '../lib/compare/prices/prices.ts';
import { US_EAST_1 } from '../lib/compare/prices/us-east-1.ts';
import type { RunnerSettings, Settings } from '../lib/config/settings.ts';
import { caScript } from '../lib/machine/gitlab-ca.ts';
import { type Json, literally, placeholder, type Resources, sub } from './cloudformation.ts';
import { dashboardOf } from './dashboard.ts';
import { type Images, imagePipelines, pipelineOutput } from './images/pipelines.ts';
import { diskKeyPolicy } from './launch/disk-key.ts';
import type { FoundDisks } from './launch/root-disk.ts';
import { type FoundGroups, securityGroupIds, securityGroupsOf } from './launch/security-group.ts';
import { type LaunchTemplate, launchTemplatesOf } from './launch/template.ts';
import { listPricesOf } from './list-prices.ts';
import { type FoundRoles, machineRoleArns, machineRoleIds, machineRolesOf } from './machines/role.ts';

/** What a config.toml makes of a deployment. */
export interface Deployment {
  readonly region: string;
  readonly resources: Resources;
  readonly outputs: Readonly<Record<string, Json>>;
  /** JSON that tells the reconciler its launch templates: see parseLaunchTemplates. */
  readonly launchTemplates: Json;
  /** JSON that tells the reconciler what AWS's list asks for its machines: see parseListPrices. */
  readonly listPrices: string;
  readonly machineRoleArns: readonly Json[];
  /** Separated by commas. */
  readonly machineRoleIds: Json;
}

/** What a config.toml refers to outside itself. */
export interface Found {
  readonly roles: FoundRoles;
  readonly disks: FoundDisks;
  /** The account's key for disks, if it is not AWS's. */
  readonly defaultDiskKey?: string;
  readonly securityGroups: FoundGroups;
  /** What the files say that it names for user data, by their names in it. */
  readonly userData: ReadonlyMap<string, Uint8Array>;
  /** GitLab's own CA in PEM. */
  readonly gitlabCa?: string;
}

export const NOTHING_FOUND: Found = {
  roles: new Map(),
  disks: new Map(),
  securityGroups: new Map(),
  userData: new Map(),
};

/**
 * What a function's environment may hold, less what else is in it.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_FOR_BOTH = 4096 - 384;
/** Characters of a launch template's id: lt-0123456789abcdef0. */
const TEMPLATE_ID = 20;

/** `scaler` tells this deployment's machines and launch templates from another's. */
export function deploymentOf(
  settings: Settings,
  scaler: string,
  found: Found = NOTHING_FOUND,
  images: Images = 'default',
  prices: Prices = US_EAST_1,
): Deployment {
  const { runners } = settings;
  const listPrices = JSON.stringify(listPricesOf(runners, prices));
  const made = runners.map((runner) => ({
    runner,
    templates: templatesOf(runner, { scaler, found, images }),
  }));
  const templates = made.flatMap((one) => one.templates);
  const pipelines = images === 'weekly' ? imagePipelines(runners, scaler) : {};
  const groups = runners.map((runner) => securityGroupsOf(runner, scaler, found.securityGroups));
  return {
    region: runners[0]?.ec2.region ?? '',
    resources: {
      ...machineRolesOf(runners, scaler, found.roles),
      ...Object.assign({}, ...groups),
      ...Object.fromEntries(templates.map(({ logicalId, resource }) => [logicalId, resource])),
      ...pipelines,
      ...diskKeyPolicy(runners, found),
      ...dashboardOf(runners, scaler),
    },
    outputs: pipelineOutput(pipelines),
    launchTemplates: launchTemplateIds(made, MOST_FOR_BOTH - Buffer.byteLength(listPrices)),
    listPrices,
    machineRoleArns: machineRoleArns(runners, scaler, found.roles),
    machineRoleIds: machineRoleIds(runners, found.roles),
  };
}

interface Surroundings {
  readonly scaler: string;
  readonly found: Found;
  readonly images: Images;
}

function templatesOf(runner: RunnerSettings, { scaler, found, images }: Surroundings): LaunchTemplate[] {
  const theirs = found.userData.get(runner.ec2.userDataFile ?? '');
  return launchTemplatesOf(runner, {
    scaler,
    images,
    securityGroupIds: securityGroupIds(runner, found.securityGroups),
    disks: found.disks,
    userData: [
      ...(found.gitlabCa === undefined ? [] : [Buffer.from(caScript(found.gitlabCa))]),
      ...(theirs === undefined ? [] : [theirs]),
    ],
  });
}

interface Made {
  readonly runner: RunnerSettings;
  readonly templates: readonly LaunchTemplate[];
}

function launchTemplateIds(made: readonly Made[], most: number): Json {
  const entries = made.map(({ runner, templates }) => {
    const ids = templates.map(({ market, logicalId }) => `"${market}":"${placeholder(logicalId)}"`);
    return `${literally(JSON.stringify(runner.name))}:{${ids.join()}}`;
  });
  const fitting = entries.filter((_, index) => lengthOf(entries.slice(0, index + 1)) <= most);
  if (fitting.length < entries.length) {
    throw new Error(
      `${made.length} runners are too many for one deployment, whose function has ${most} bytes to be ` +
        `told their launch templates: ${fitting.length} fit. Deploy the others as another stage.`,
    );
  }
  return sub(textOf(entries));
}

const textOf = (entries: readonly string[]): string => `{${entries.join()}}`;
const lengthOf = (entries: readonly string[]): number =>
  Buffer.byteLength(textOf(entries).replaceAll(/\$\{\w+\}/g, 'x'.repeat(TEMPLATE_ID)));
