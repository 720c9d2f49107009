import type { Ec2, Launched, NotDone } from '../../scaler/ports/ec2.ts';
import type { Instance } from '../../scaler/state/instance.ts';
import type { Launch } from '../../scaler/state/launch.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { SimulatedEc2 } from '../ec2.ts';
import type { Dangers } from './port-faults.ts';

const LONGEST_UNSHOWN = 60;
const UNAUTHORIZED = 'UnauthorizedOperation: You are not authorized to perform this operation.';
const NO_CAPACITY = { code: 'InsufficientInstanceCapacity', message: 'There is no Spot capacity available.' };

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
  const roomFor = (launch: Launch): number => {
    const isSpot = launch.market === 'Spot';
    if (isSpot && weather.has('no spot capacity')) return 0;
    if (!isSpot || !faults.strikes('launch filled partly', launch.id)) return launch.count;
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
      const room = roomFor(launch);
      const made = room === 0 ? [] : (await ec2.launch({ ...launch, count: room }, runner)).instances;
      for (const instance of made) note(instance);
      const answer = { instances: made, errors: room < launch.count ? [NO_CAPACITY] : [] };
      firstAnswers.set(launch.id, answer);
      return answer;
    },
    instancesOf: async (launchId) => (await ec2.instancesOf(launchId)).filter(isShown),
    ownInstances: async () => (await ec2.ownInstances()).filter(isShown),
    endReasons: (ids) => ec2.endReasons(ids),
    openSpotRequests: () => ec2.openSpotRequests(),
    terminate: (ids) => butFor(ids, 'termination refused', (allowed) => ec2.terminate(allowed)),
    cancelSpotRequests: (ids) => butFor(ids, 'cancel refused', (allowed) => ec2.cancelSpotRequests(allowed)),
  };
}
