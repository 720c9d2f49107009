/**
 * How long a try of a call of AWS may take: by itself the SDK waits for ever. In a network from which one service is not
 * reached, each function would hang there until Lambda ends it, and say nothing.
 *
 * @param seconds for one call; to be connected it has two
 */
export const patient = (seconds: number) => ({
  requestHandler: { connectionTimeout: 2000, requestTimeout: seconds * 1000, throwOnRequestTimeout: true },
});

/** By itself the SDK tries four times at DynamoDB and three times elsewhere: a function must outlive them all. */
const MOST_TRIES = 3;
const patientAndSoon = (seconds: number) => ({ ...patient(seconds), maxAttempts: MOST_TRIES });

/** That one try takes at most. */
export const secondsOf = ({ requestHandler }: ReturnType<typeof patient>): number =>
  Math.max(requestHandler.connectionTimeout, requestHandler.requestTimeout) / 1000;

/** Of DynamoDB, SSM and Step Functions, which answer in milliseconds. */
export const PATIENT = patientAndSoon(4);
/** Where GitLab waits for the answer. */
export const HURRIED = patientAndSoon(2);
/** Of EC2, which launches hundreds of machines by one call. */
export const LONG_SUFFERING = patient(15);
/** Seconds after which a call of EC2 is not made again: the next reconcile is the better try. */
export const LONGEST_RETRIED = 30;
