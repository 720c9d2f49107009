import {
  CancelSpotInstanceRequestsCommand,
  CreateFleetCommand,
  type CreateFleetCommandInput,
  type CreateFleetCommandOutput,
  type EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { RunnerSettings } from '../config/settings.ts';
import type { Launch } from '../scaler/launch.ts';
import type { Ec2, Instance, Launched } from '../scaler/ports.ts';
import { isRefusal, leavingOutMissing, MISSING_INSTANCE, MISSING_SPOT_REQUEST } from './ec2-errors.ts';
import { type Deployment, fleetRequest } from './fleet-request.ts';
import { describeOpenSpotRequests, describeTagged } from './own-instances.ts';
import { LAUNCH_TAG, SCALER_TAG } from './tags.ts';

export interface Ec2Options extends Deployment {
  readonly client: EC2Client;
}

/** EC2 takes no more at once without danger of a timeout, and has less to refuse for the sake of one. */
const BATCH = 100;

/** EC2, for one deployment. Errors are the SDK's, after its retries. */
export function openEc2({ client, ...deployment }: Ec2Options): Ec2 {
  const instancesOf = (launchId: string) => describeTagged(client, LAUNCH_TAG, launchId);
  return {
    instancesOf,
    ownInstances: () => describeTagged(client, SCALER_TAG, deployment.scaler),
    openSpotRequests: () => describeOpenSpotRequests(client, deployment.scaler),

    async launch(launch, runner) {
      const answer = await createFleet(client, fleetRequest(launch, runner, deployment));
      const described = answer.Instances?.length ? await instancesOf(launch.id) : [];
      return launchedOf(answer, launch, runner, described);
    },

    async terminate(instanceIds) {
      for (const batch of batchesOf(instanceIds)) {
        await leavingOutMissing(batch, MISSING_INSTANCE, (InstanceIds) =>
          client.send(new TerminateInstancesCommand({ InstanceIds })),
        );
      }
    },

    async cancelSpotRequests(spotRequestIds) {
      for (const batch of batchesOf(spotRequestIds)) {
        await leavingOutMissing(batch, MISSING_SPOT_REQUEST, (SpotInstanceRequestIds) =>
          client.send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds })),
        );
      }
    },
  };
}

type FleetAnswer = Pick<CreateFleetCommandOutput, 'Instances' | 'Errors'>;

/** A refusal of the whole call becomes an answer without instances. */
async function createFleet(client: EC2Client, request: CreateFleetCommandInput): Promise<FleetAnswer> {
  try {
    return await client.send(new CreateFleetCommand(request));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { Errors: [{ ErrorCode: error.name, ErrorMessage: error.message }] };
  }
}

/** The fleet's answer lacks the spot requests; an instance that is not described yet is answered without its own. */
function launchedOf(
  { Instances = [], Errors = [] }: FleetAnswer,
  launch: Launch,
  runner: RunnerSettings,
  described: readonly Instance[],
): Launched {
  const found = new Map(described.map((instance) => [instance.instanceId, instance]));
  const ids = Instances.flatMap(({ InstanceIds = [] }) => InstanceIds);
  return {
    instances: ids.map(
      (instanceId) =>
        found.get(instanceId) ?? {
          instanceId,
          launchId: launch.id,
          runner: runner.name,
          state: 'pending',
        },
    ),
    errors: Errors.map(({ ErrorCode = 'Unknown', ErrorMessage = '' }) => ({
      code: ErrorCode,
      message: ErrorMessage,
    })),
  };
}

function* batchesOf(ids: readonly string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += BATCH) yield ids.slice(start, start + BATCH);
}
