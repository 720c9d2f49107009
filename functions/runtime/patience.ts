/**
 * How long a call of AWS may take, of which the SDK then makes two more: by itself it waits for ever. In a network from
 * which one service is not reached, each function would hang there until Lambda ends it, and say nothing.
 *
 * @param seconds for one call; to be connected it has two
 */
export const patient = (seconds: number) => ({
  requestHandler: { connectionTimeout: 2000, requestTimeout: seconds * 1000, throwOnRequestTimeout: true },
});

/** That one try takes at most. */
export const secondsOf = ({ requestHandler }: ReturnType<typeof patient>): number =>
  Math.max(requestHandler.connectionTimeout, requestHandler.requestTimeout) / 1000;

/** Of DynamoDB, SSM and Step Functions, which answer in milliseconds. */
export const PATIENT = patient(4);
/** Where GitLab waits for the answer. */
export const HURRIED = patient(2);
/** Of EC2, which launches hundreds of machines by one call. */
export const LONG_SUFFERING = patient(15);
/** Seconds after which a call of EC2 is not made again: the next reconcile is the better try. */
export const LONGEST_RETRIED = 30;
