import { EC2ServiceException } from '@aws-sdk/client-ec2';
import {
  isRefusal,
  leavingOutMissing,
  MISSING_INSTANCE,
  MISSING_SPOT_REQUEST,
} from '../../../lib/aws/ec2-errors.ts';

function anError(name: string, httpStatusCode: number, message = name): EC2ServiceException {
  return new EC2ServiceException({
    name,
    message,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });
}

test.each([
  ['InvalidParameterValue', 400, true],
  ['UnauthorizedOperation', 403, true],
  ['SpotMaxPriceTooLow', 400, true],
  ['InvalidLaunchTemplateName.NotFoundException', 400, true],
  ['RequestLimitExceeded', 503, false],
  ['RequestLimitExceeded', 400, false],
  ['Throttling', 400, false],
  ['TooManyRequests', 429, false],
  ['InternalError', 500, false],
  ['IdempotentParameterMismatch', 400, false],
])('%s with status %i: a refusal? %s', (name, status, expected) => {
  expect(isRefusal(anError(name, status))).toBe(expected);
});

test('an error of the network is no refusal', () => {
  expect(isRefusal(new TypeError('fetch failed'))).toBe(false);
});

/** EC2 as far as it knows only these ids: it does nothing at all if it is asked for another. */
function knowing(known: readonly string[], refuse: (missing: readonly string[]) => EC2ServiceException) {
  const done: string[] = [];
  const call = async (ids: readonly string[]): Promise<void> => {
    const missing = ids.filter((id) => !known.includes(id));
    if (missing.length > 0) throw refuse(missing);
    done.push(...ids);
  };
  return { done, call };
}

const naming = (missing: readonly string[]) =>
  anError(MISSING_INSTANCE.code, 400, `The instance IDs '${missing.join(', ')}' do not exist`);
const namingFirst = (missing: readonly string[]) => naming(missing.slice(0, 1));

test.each([
  ['all', naming],
  ['one after the other', namingFirst],
])('ids that EC2 does not know, named %s, are left out', async (_, refuse) => {
  const ec2 = knowing(['i-0a', 'i-0b'], refuse);
  await leavingOutMissing(['i-0a', 'i-01', 'i-0b', 'i-02'], MISSING_INSTANCE, ec2.call);
  expect(ec2.done).toEqual(['i-0a', 'i-0b']);
});

test('nothing is left to do if EC2 knows none of them', async () => {
  const ec2 = knowing([], naming);
  await leavingOutMissing(['i-01', 'i-02'], MISSING_INSTANCE, ec2.call);
  expect(ec2.done).toEqual([]);
});

test('EC2 is not called for nothing', async () => {
  await leavingOutMissing([], MISSING_INSTANCE, () => Promise.reject(new Error('called')));
});

test.each([
  ['names none of them', anError(MISSING_INSTANCE.code, 400, "The instance ID 'i-0ff' does not exist")],
  ['says something else', anError('UnauthorizedOperation', 403, 'not i-01')],
])('an error that %s is thrown', async (_, error) => {
  await expect(leavingOutMissing(['i-01'], MISSING_INSTANCE, () => Promise.reject(error))).rejects.toBe(
    error,
  );
});

test('spot requests are found in the error that names them', async () => {
  const message = "The spot instance request ID 'sir-1abc-x' does not exist";
  const ec2 = knowing(['sir-2'], () => anError(MISSING_SPOT_REQUEST.code, 400, message));
  await leavingOutMissing(['sir-1abc-x', 'sir-2'], MISSING_SPOT_REQUEST, ec2.call);
  expect(ec2.done).toEqual(['sir-2']);
});
