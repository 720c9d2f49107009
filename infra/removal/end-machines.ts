import pMap from 'p-map';
import { reasonOf } from '../../lib/scaler/calls/attempt.ts';
import { pauseAndAsk } from '../../lib/scaler/calls/runner-use.ts';
import type { Ec2, OwnInstance } from '../../lib/scaler/ports/ec2.ts';
import type { FoundRunner, GitLab } from '../../lib/scaler/ports/gitlab.ts';
import { machinesOf } from '../../lib/scaler/state/launches/launch.ts';
import type { Machine } from '../../lib/scaler/state/machines/machine.ts';
import { describeJobs } from '../../lib/scaler/state/places.ts';
import { type Launching, type LaunchSwitch, launchSwitch } from './stop-launches.ts';

const AT_ONCE = 5;
/** Seconds between two looks at what EC2 has not ended yet, and how many there are: EC2 takes a minute or two. */
const LOOK_EVERY = 5;
const LOOKS = 120;
/** Seconds after which EC2 has made the instances of a launch, and shows them. */
const SHOWN_WITHIN = 120;

/** What a removal needs of the deployment and the world. */
export interface Removal extends Launching {
  readonly ec2: Pick<Ec2, 'ownInstances' | 'terminate' | 'openSpotRequests' | 'cancelSpotRequests'>;
  readonly gitlab: Pick<GitLab, 'pauseRunner' | 'resumeRunner' | 'jobsOf' | 'deleteRunner'>;
  /** The runners that keep the places of `[[runners]]` entries in GitLab. */
  readonly placeholders: () => Promise<readonly FoundRunner[]>;
  /** Jobs that run: are they to be kept, so that nothing is removed, or ended with their machines? */
  readonly runningJobs: 'keep' | 'abort';
  readonly wait: (seconds: number) => Promise<void>;
  readonly tell: (text: string) => void;
}

/** What a removal could not do, for people. */
export interface Leftover {
  readonly runnerId: number;
  /** `of machine-1` */
  readonly what: string;
  readonly reason: string;
}

/** A runner in GitLab that is to go. */
type Departing = Pick<Leftover, 'runnerId' | 'what'>;

type Registered = Machine & { readonly runnerId: number };
const isRegistered = (machine: Machine): machine is Registered => machine.runnerId !== undefined;

/**
 * Ends all machines of a deployment. First it stops all launches: of one that is under way it awaits the machines. Then it
 * pauses the runners and asks GitLab which machines run a job. Only then it ends the instances and deletes their runners.
 * If a job runs, it undoes that and throws an Error that names the jobs; so it does with what fails before any machine is
 * ended. If GitLab does not answer, it goes by the records, and reports the runners that remain in GitLab.
 */
export async function endMachines(removal: Removal): Promise<readonly Leftover[]> {
  const { registered, there } = await stopUnlessBusy(removal);
  await endInstances(removal, there);
  removal.tell('Deleting runners in GitLab');
  const machines = await withLateOnes(removal, registered);
  const all = [...machines.map(ofMachine), ...(await placeholdersOf(removal))];
  const left = await pMap(all, (runner) => deleteRunner(removal, runner), { concurrency: AT_ONCE });
  return left.filter((one) => one !== undefined);
}

const ofMachine = ({ runnerId, name }: Registered): Departing => ({ runnerId, what: `of ${name}` });

/** They cost nothing and do nothing: where GitLab does not list them, GitLab shows them as offline after two hours. */
async function placeholdersOf({ placeholders, tell }: Removal): Promise<readonly Departing[]> {
  try {
    return (await placeholders()).map(({ id, description }) => ({ runnerId: id, what: description }));
  } catch (error) {
    tell(
      `GitLab does not list its runners (${reasonOf(error)}): those called placeholder stay there, offline`,
    );
    return [];
  }
}

/** What EC2 has of the deployment. */
interface There {
  readonly instances: readonly OwnInstance[];
  readonly requests: readonly string[];
  /** EC2 was asked for machines, and it is not on record what came of it. */
  readonly isLaunching: boolean;
}

/** Nothing has been ended yet: what it has done is undone if it throws. */
async function stopUnlessBusy(removal: Removal) {
  const launches = launchSwitch(removal);
  let registered: readonly Registered[] = [];
  try {
    removal.tell('Stopping launches');
    const state = await launches.stop();
    registered = state.machines.filter(isRegistered);
    removal.tell('Asking GitLab for running jobs');
    const busy = await busyMachines(removal, registered);
    if (busy.length > 0 && removal.runningJobs === 'keep') throw new Error(refusal(busy));
    const isLaunching = state.launches.some((launch) => machinesOf(launch) > 0);
    const requests = await removal.ec2.openSpotRequests();
    return { registered, there: { requests, isLaunching, instances: await removal.ec2.ownInstances() } };
  } catch (error) {
    await putBack(removal, launches, registered);
    throw error;
  }
}

/** The jobs that machines have, for people. */
async function busyMachines(removal: Removal, machines: readonly Registered[]): Promise<readonly string[]> {
  const jobs = await pMap(machines, (machine) => jobOf(removal, machine), { concurrency: AT_ONCE });
  return jobs.filter((job) => job !== undefined);
}

async function jobOf({ gitlab }: Removal, machine: Registered): Promise<string | undefined> {
  try {
    const use = await pauseAndAsk(gitlab, machine.runnerId);
    if (use.kind === 'Running') {
      const [first, ...others] = use.jobs;
      return `${describeJobs([first.id, ...others.map(({ id }) => id)])} on ${machine.name}`;
    }
    return use.kind === 'Taken' ? `a job on ${machine.name}: ${use.reason}` : undefined;
  } catch {
    return machine.state === 'Used' ? `${describeJobs(machine.jobIds)} on ${machine.name}` : undefined;
  }
}

/** A runner that was paused before stays so: its machine is leaving, or kept. */
async function putBack(
  { gitlab }: Removal,
  launches: LaunchSwitch,
  machines: readonly Registered[],
): Promise<void> {
  const listening = machines.filter(({ state, isPaused }) => state !== 'Removing' && !isPaused);
  await pMap(listening, ({ runnerId }) => gitlab.resumeRunner(runnerId).catch(() => false), {
    concurrency: AT_ONCE,
  });
  await launches.allow();
}

function refusal(busy: readonly string[]): string {
  return [
    'Nothing was removed, because jobs run:',
    ...busy.map((job) => `  ${job}`),
    'Drain the stage first (`bastionless drain`) and come back when they have ended,',
    'or end them with their machines: `serverless remove --param running-jobs=abort`.',
  ].join('\n');
}

/**
 * Until EC2 has none left, and none to come: security groups can be deleted only after them, and a machine that boots
 * without a deployment costs money for nothing.
 */
async function endInstances(
  { ec2, wait, tell }: Removal,
  { instances: first, requests, isLaunching }: There,
): Promise<void> {
  if (requests.length > 0) await ec2.cancelSpotRequests(requests);
  const least = isLaunching ? SHOWN_WITHIN / LOOK_EVERY : 0;
  let instances = first;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    if (instances.length === 0 && looks >= least) return;
    tell(
      instances.length === 0
        ? 'Waiting for the machines of a launch that is under way'
        : `Terminating machines (${instances.length} left)`,
    );
    const running = instances.filter(({ state }) => state !== 'shutting-down');
    const refused =
      running.length === 0 ? [] : await ec2.terminate(running.map(({ instanceId }) => instanceId));
    for (const { id, reason } of refused) tell(`${id} cannot be terminated: ${reason}`);
    await wait(LOOK_EVERY);
    instances = await ec2.ownInstances();
  }
  throw new Error(
    `EC2 has not ended all machines within ${(LOOK_EVERY * LOOKS) / 60} minutes: nothing else was removed. ` +
      'Run `serverless remove` again.',
  );
}

/** Those too that registered while the functions came to their end. */
async function withLateOnes(
  { store }: Removal,
  known: readonly Registered[],
): Promise<readonly Registered[]> {
  const state = await store.readActive().catch(() => undefined);
  const ids = new Set(known.map(({ runnerId }) => runnerId));
  const registered = state?.machines.filter(isRegistered) ?? [];
  return [...known, ...registered.filter(({ runnerId }) => !ids.has(runnerId))];
}

async function deleteRunner({ gitlab }: Removal, runner: Departing): Promise<Leftover | undefined> {
  try {
    const deletion = await gitlab.deleteRunner(runner.runnerId);
    return deletion.kind === 'Refused' ? { ...runner, reason: deletion.reason } : undefined;
  } catch (error) {
    return { ...runner, reason: reasonOf(error) };
  }
}
