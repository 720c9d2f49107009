import { burstable, surplusAtMost } from '../ec2/burstable.ts';
import type { Ec2Settings } from '../ec2/settings.ts';
import { DRIVERS_TYPE } from '../machine-options/draft.ts';
import { namedTypes } from './types.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** CI keeps machines busy all their life; burstable types are made for the opposite. */
export function creditTraps({ index, entry, runner }: Written): Trap[] {
  const load = runner === undefined ? undefined : underLoad(runner.ec2);
  if (runner === undefined || load === undefined) return [];
  const ofRunner = namedTypes(entry).filter(({ path }) => !path.includes('sizes'));
  const named = ofRunner.map(({ type }) => type);
  const isDriversOwn = !named.includes(DRIVERS_TYPE) && runner.ec2.instanceTypes.includes(DRIVERS_TYPE);
  // The named type is wrong, which is a problem of its own.
  if (isDriversOwn && named.length > 0) return [];
  const message = isDriversOwn ? `no type is named, so it is ${load.replace(' is', ', which is')}` : load;
  return [trap('differs', ['runners', index, 'bastionless', 'cpu_credits'], message)];
}

function underLoad(ec2: Ec2Settings): string | undefined {
  const { cpuCredits, instanceTypes } = ec2;
  const type = instanceTypes.find((one) => burstable(one) !== undefined);
  const { baseline } = burstable(type ?? '') ?? {};
  if (type === undefined || baseline === undefined) return undefined;
  const percent = Number((baseline * 100).toFixed(1));
  const dollars = surplusAtMost({ ...ec2, instanceTypes: [type], cpuCredits: 'unlimited' }).toFixed(2);
  switch (cpuCredits) {
    case 'standard':
      return (
        `${type} is burstable: a new machine has ${type.startsWith('t2.') ? 'few' : 'no'} credits, so jobs that keep it busy get ${percent} % of each vCPU. ` +
        `Take types of another family, or "unlimited", with which such an hour costs $${dollars} more`
      );
    case 'unlimited':
      return (
        `${type} is burstable: an hour in which jobs keep it busy costs $${dollars} beyond its price, on spot too. ` +
        'Under such a load types of another family cost less'
      );
    default:
      return (
        `${type} is burstable, and others of these types are not, so that credits cannot be set: it has what the account ` +
        `has by default, which AWS sets to unlimited, and an hour in which jobs keep it busy costs $${dollars} more. Name types of one kind`
      );
  }
}
