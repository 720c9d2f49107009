import type { LaunchError } from '../ports/ec2.ts';
import type { LaunchOutcome } from '../state/launches/launch.ts';

type Refused = Exclude<LaunchOutcome['kind'], 'Unknown'>;

/**
 * Codes by which EC2 says that what was asked for is wrong, and stays so until somebody changes it. All others may be
 * gone at the next tick.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const MISCONFIGURED = [
  /^Invalid/,
  /^Missing/,
  /^Unknown(Parameter|Volume)/,
  /^Unauthorized/,
  /^(AccessDenied|AuthFailure|OptInRequired|Blocked|PendingVerification)/,
  /^(UnsupportedOperation|UnsupportedInstanceAttribute|UnsupportedTenancy)$/,
  /^(VPCIdNotSpecified|NonEBSInstance|EncryptedVolumesNotSupported)$/,
  /NotFound$/,
];

/** Codes by which EC2 says that it has no more, here and now, or for this account. */
const NO_CAPACITY = [
  ...['InsufficientInstanceCapacity', 'InsufficientCapacity', 'InsufficientHostCapacity'],
  ...['UnfulfillableCapacity', 'SpotMaxPriceTooLow', 'MaxSpotInstanceCountExceeded', 'VcpuLimitExceeded'],
  ...['InstanceLimitExceeded', 'InsufficientFreeAddressesInSubnet', 'Unsupported'],
];

/** Does EC2 lack machines of this kind, so that another kind may help? */
export const isNoCapacity = ({ code }: LaunchError): boolean => NO_CAPACITY.includes(code);

/**
 * The verdict on all errors of one launch. EC2 is asked for several types in several places. If any of them
 * only lacks capacity, the launch may succeed later; if all are wrong, it will not.
 */
export function refusalOf(errors: readonly LaunchError[]): Refused {
  const areAllWrong = errors.every(({ code }) => MISCONFIGURED.some((pattern) => pattern.test(code)));
  return errors.length > 0 && areAllWrong ? 'Misconfigured' : 'Unavailable';
}

/** For people. A fleet tells of each type in each place by itself: of one code the first is shown, and how many others. */
export function describeErrors(errors: readonly LaunchError[]): string {
  const messages = Map.groupBy(errors, ({ code }) => code);
  return [...messages]
    .map(([code, own]) => {
      const [first, ...others] = new Set(own.map(({ message }) => message));
      return `${code}: ${first}${others.length === 0 ? '' : ` (and ${others.length} more of this code)`}`;
    })
    .join('; ');
}
