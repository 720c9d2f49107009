import { setTimeout } from 'node:timers/promises';
import {
  CancelSpotInstanceRequestsCommand,
  CreateFleetCommand,
  type EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { RunnerSettings } from '../../config/settings.ts';
import type { Ec2, LaunchError, Launched, NotDone } from '../../scaler/ports/ec2.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import type { Instance } from '../../scaler/state/machines/instance.ts';
import { LAUNCH_TAG, SCALER_TAG } from '../tags.ts';
import { despiteRefusals } from './despite-refusals.ts';
import { isRefusal, withoutCiphertext } from './errors.ts';
import { type LaunchRequest, launchRequest } from './launch-request.ts';
import { oneSubnetForEachZone } from './launch-subnets.ts';
import type { LaunchTemplates } from './launch-templates.ts';
import type { ListPrices } from './list-prices.ts';
import { describeEnds, describeOpenSpotRequests, describeTagged, notTerminated } from './own-instances.ts';
import { pricing } from './pricing.ts';

interface Ec2Options {
  readonly client: EC2Client;
  /** Value of the tag `bastionless:scaler`. */
  readonly scaler: string;
  readonly launchTemplates: LaunchTemplates;
  /** Of what machines may be; without them no launch tells what its machines cost. */
  readonly listPrices?: ListPrices;
}

/** More at once may time out, and one bad id then refuses many. */
const BATCH = 100;

/** EC2, for one deployment. Errors are the SDK's, after its retries. */
export function openEc2({ client, scaler, launchTemplates, listPrices }: Ec2Options): Ec2 {
  const priced = listPrices && pricing(client, listPrices);
  const instancesOf = (launchId: string) => describeTagged(client, LAUNCH_TAG, launchId);
  return {
    instancesOf,
    endReasons: (instanceIds) => describeEnds(client, instanceIds),
    ownInstances: () => describeTagged(client, SCALER_TAG, scaler),
    openSpotRequests: () => describeOpenSpotRequests(client, scaler),

    async launch(launch, runner) {
      const template = launchTemplates[runner.name]?.[launch.market];
      if (template === undefined) return { instances: [], errors: [notDeployed(runner)] };
      const subnets = await oneSubnetForEachZone(client, runner.ec2.subnets);
      const { ids, errors } = await send(
        client,
        launchRequest({ launch, runner, subnets, scaler }, template),
      );
      const described = await untilShown(ids, () => instancesOf(launch.id));
      const instances = instancesFrom(ids, launch, described);
      return {
        instances: priced === undefined ? instances : await priced(instances, launch, runner.ec2),
        errors,
      };
    },

    terminate: (instanceIds) =>
      inBatches(instanceIds, (batch) =>
        despiteRefusals(batch, {
          call: (ids) => client.send(new TerminateInstancesCommand({ InstanceIds: [...ids] })),
          whatIsLeft: (ids) => notTerminated(client, ids),
        }),
      ),

    cancelSpotRequests: (spotRequestIds) =>
      inBatches(spotRequestIds, (batch) =>
        despiteRefusals(batch, {
          call: (ids) =>
            client.send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [...ids] })),
        }),
      ),
  };
}

interface Answer {
  /** Of the instances. */
  readonly ids: readonly string[];
  readonly errors: readonly LaunchError[];
}

/** A refusal of the whole call becomes an answer without instances. */
async function send(client: EC2Client, request: LaunchRequest): Promise<Answer> {
  try {
    return request.call === 'CreateFleet'
      ? await createFleet(client, request.input)
      : await runInstances(client, request.input);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ids: [], errors: [{ code: error.name, message: withoutCiphertext(error.message) }] };
  }
}

type InputOf<Call> = Extract<LaunchRequest, { readonly call: Call }>['input'];

async function createFleet(client: EC2Client, input: InputOf<'CreateFleet'>): Promise<Answer> {
  const { Instances = [], Errors = [] } = await client.send(new CreateFleetCommand(input));
  return {
    ids: Instances.flatMap(({ InstanceIds = [] }) => InstanceIds),
    errors: Errors.map(({ ErrorCode = 'Unknown', ErrorMessage = '' }) => ({
      code: ErrorCode,
      message: withoutCiphertext(ErrorMessage),
    })),
  };
}

async function runInstances(client: EC2Client, input: InputOf<'RunInstances'>): Promise<Answer> {
  const { Instances = [] } = await client.send(new RunInstancesCommand(input));
  return { ids: Instances.flatMap(({ InstanceId }) => InstanceId ?? []), errors: [] };
}

/** Milliseconds between looks at what was launched just now: EC2 shows it within a second or two, as a rule. */
const LOOKS_AFTER = [250, 500, 1000];

/** What EC2 shows of all these, or after the last look of some. Of the others it is not known what they cost. */
async function untilShown(
  ids: readonly string[],
  look: () => Promise<readonly Instance[]>,
): Promise<readonly Instance[]> {
  if (ids.length === 0) return [];
  let shown = await look();
  for (const pause of LOOKS_AFTER) {
    if (shown.length >= ids.length) break;
    await setTimeout(pause);
    shown = await look();
  }
  return shown;
}

/** The answers lack the spot requests; an instance that is not described yet is answered without its own. */
function instancesFrom(
  ids: readonly string[],
  { id: launchId, runner }: Launch,
  described: readonly Instance[],
): Launched['instances'] {
  const found = new Map(described.map((instance) => [instance.instanceId, instance]));
  return ids.map((instanceId) => found.get(instanceId) ?? { instanceId, launchId, runner, state: 'pending' });
}

/** Happens during a deployment, while a function has the settings of one and the environment of the other. */
function notDeployed({ name }: RunnerSettings): LaunchError {
  const message = `the runner "${name}" has no launch template: deploy again`;
  return { code: 'InvalidLaunchTemplateId.NotFound', message };
}

async function inBatches(
  ids: readonly string[],
  act: (batch: readonly string[]) => Promise<readonly NotDone[]>,
): Promise<readonly NotDone[]> {
  const notDone: NotDone[] = [];
  for (let start = 0; start < ids.length; start += BATCH) {
    notDone.push(...(await act(ids.slice(start, start + BATCH))));
  }
  return notDone;
}
