import type { RunnerSettings } from '../../config/settings.ts';
import type { Ec2, LaunchError, Launched, NotDone } from '../../scaler/ports/ec2.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import type { Instance } from '../../scaler/state/machines/instance.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { SimulatedEc2 } from '../ec2/ec2.ts';
import type { Dangers } from './port-faults.ts';

const LONGEST_UNSHOWN = 60;
const UNAUTHORIZED = 'UnauthorizedOperation: You are not authorized to perform this operation.';
/** Capacity comes and goes by this many seconds. */
const SLOT = 600;

const NOTHING: Launched = { instances: [], errors: [] };
const SOME = { code: 'InsufficientInstanceCapacity', message: 'There is no capacity for all.' };

const poolsOf = ({ ec2: { instanceTypes, subnets } }: RunnerSettings): string[] =>
  instanceTypes.flatMap((type) =>
    subnets.length === 0 ? [type] : subnets.map((subnet) => `${type} in ${subnet}`),
  );

/** EC2 as it is when capacity is scarce, and as its answers lag behind what it does. */
export function scarceEc2(ec2: SimulatedEc2, { scheduler, faults, weather }: Dangers): Ec2 {
  const firstAnswers = new Map<string, Launched>();
  const shownFrom = new Map<string, UnixSeconds>();

  const isShown = ({ instanceId }: Instance): boolean => {
    const from = shownFrom.get(instanceId);
    return from === undefined || scheduler.now() >= from;
  };
  const note = ({ instanceId }: Instance): void => {
    if (!faults.strikes('instance not shown', instanceId)) return;
    const seconds = faults.amount('instance not shown', instanceId, 1, LONGEST_UNSHOWN);
    shownFrom.set(instanceId, scheduler.now() + seconds);
  };
  const began = scheduler.now();
  /** Each type in each subnet has capacity of its own, which comes and goes. */
  const emptyPools = ({ market }: Launch, runner: RunnerSettings): LaunchError[] => {
    const isSpent = market === 'Spot' && weather.has('no spot capacity');
    const slot = Math.floor((scheduler.now() - began) / SLOT);
    return poolsOf(runner)
      .filter((pool) => isSpent || faults.strikes('pool empty', `${market} ${pool}, slot ${slot}`))
      .map((pool) => ({
        code: 'InsufficientInstanceCapacity',
        message: `There is no ${market} capacity: ${pool}`,
      }));
  };
  const roomFor = (launch: Launch): number => {
    if (launch.market !== 'Spot' || !faults.strikes('launch filled partly', launch.id)) return launch.count;
    return Math.floor(faults.amount('launch filled partly', launch.id, 0, launch.count));
  };

  const butFor = async (
    ids: readonly string[],
    kind: 'termination refused' | 'cancel refused',
    act: (allowed: readonly string[]) => Promise<readonly NotDone[]>,
  ): Promise<readonly NotDone[]> => {
    const refused = ids.filter((id) => faults.strikes(kind, id));
    const others = await act(ids.filter((id) => !refused.includes(id)));
    return [...others, ...refused.map((id) => ({ id, reason: UNAUTHORIZED }))];
  };

  return {
    // The same answer for the same ClientToken, a refusal too.
    async launch(launch, runner) {
      const before = firstAnswers.get(launch.id);
      if (before !== undefined) return before;
      const empty = emptyPools(launch, runner);
      const room = empty.length === poolsOf(runner).length ? 0 : roomFor(launch);
      const made = room === 0 ? NOTHING : await ec2.launch({ ...launch, count: room }, runner);
      for (const instance of made.instances) note(instance);
      const errors = [...(room < launch.count && empty.length === 0 ? [SOME] : empty), ...made.errors];
      const answer = { instances: made.instances, errors };
      firstAnswers.set(launch.id, answer);
      return answer;
    },
    instancesOf: async (launchId) => (await ec2.instancesOf(launchId)).filter(isShown),
    ownInstances: async () => (await ec2.ownInstances()).filter(isShown),
    endReasons: (ids) => ec2.endReasons(ids),
    openSpotRequests: () => ec2.openSpotRequests(),
    // Never of one that has ended: the real client looks, after a refusal, which instances there still are.
    async terminate(ids) {
      const there = new Set((await ec2.ownInstances()).map(({ instanceId }) => instanceId));
      const { alive = [], ended = [] } = Object.groupBy(ids, (id) => (there.has(id) ? 'alive' : 'ended'));
      await ec2.terminate(ended);
      return butFor(alive, 'termination refused', (allowed) => ec2.terminate(allowed));
    },
    cancelSpotRequests: (ids) => butFor(ids, 'cancel refused', (allowed) => ec2.cancelSpotRequests(allowed)),
  };
}
