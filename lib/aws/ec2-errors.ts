import { EC2ServiceException } from '@aws-sdk/client-ec2';

/**
 * Client errors after which the outcome is not known, or the same call may succeed soon. IdempotentParameterMismatch
 * says that an earlier call with this ClientToken was taken, when the settings were others: its instances are there.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const NO_REFUSALS = [
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'IdempotentParameterMismatch',
];

/** Has EC2 refused the call for good, so that nothing came of it? Not if it was throttled, or failed itself. */
export function isRefusal(error: unknown): error is EC2ServiceException {
  if (!(error instanceof EC2ServiceException)) return false;
  const { httpStatusCode = 500 } = error.$metadata;
  return (
    httpStatusCode >= 400 &&
    httpStatusCode < 500 &&
    httpStatusCode !== 429 &&
    !NO_REFUSALS.includes(error.name)
  );
}

export interface Missing {
  /** EC2's code for ids that it does not know; its message names them, all or some. */
  readonly code: string;
  readonly id: RegExp;
}

/** An instance is known to EC2 for about an hour after its end. */
export const MISSING_INSTANCE: Missing = { code: 'InvalidInstanceID.NotFound', id: /i-[0-9a-f]+/g };
export const MISSING_SPOT_REQUEST: Missing = {
  code: 'InvalidSpotInstanceRequestID.NotFound',
  id: /sir-[0-9a-z-]+/g,
};

/**
 * Calls EC2 for these ids. If EC2 does not know one of them it does nothing for any, so the unknown ids that it
 * names are left out and it is asked again. Throws every other error.
 */
export async function leavingOutMissing(
  ids: readonly string[],
  missing: Missing,
  call: (ids: string[]) => Promise<unknown>,
): Promise<void> {
  let left = [...ids];
  while (left.length > 0) {
    const asked = left;
    try {
      await call(asked);
      return;
    } catch (error) {
      left = withoutNamed(asked, missing, error);
      if (left.length === asked.length) throw error;
    }
  }
}

function withoutNamed(ids: readonly string[], { code, id }: Missing, error: unknown): string[] {
  if (!(error instanceof EC2ServiceException) || error.name !== code) return [...ids];
  const named: readonly string[] = error.message.match(id) ?? [];
  return ids.filter((one) => !named.includes(one));
}
