/**
 * How long one try of an AWS call may take. Without a limit the SDK waits for ever: in a network that cannot reach one
 * service, each function would hang until Lambda ends it, and log nothing.
 *
 * @param seconds for one call; two of them to connect
 */
export const patient = (seconds: number) => ({
  requestHandler: { connectionTimeout: 2000, requestTimeout: seconds * 1000, throwOnRequestTimeout: true },
});

/** The SDK tries DynamoDB four times and other services three times: a function must outlive them all. */
const MOST_TRIES = 3;
const patientAndSoon = (seconds: number) => ({ ...patient(seconds), maxAttempts: MOST_TRIES });

/** How long one try takes at most. */
export const secondsOf = ({ requestHandler }: ReturnType<typeof patient>): number =>
  Math.max(requestHandler.connectionTimeout, requestHandler.requestTimeout) / 1000;

/** For DynamoDB, SSM and Step Functions, which answer in milliseconds. */
export const PATIENT = patientAndSoon(4);
/** Where GitLab waits for our answer. */
export const HURRIED = patientAndSoon(2);
/** For EC2, which launches hundreds of machines in one call. */
export const LONG_SUFFERING = patient(15);
/** Seconds after which an EC2 call is not retried: the next reconcile is the better try. */
export const LONGEST_RETRIED = 30;
