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
  'EC2ThrottledException',
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

/** Without the long ciphertext in which EC2 says why it refuses: it is of use only to those who may decode it. */
export const withoutCiphertext = (message: string): string =>
  message.replace(/\s*Encoded authorization failure message:.*/s, '');
