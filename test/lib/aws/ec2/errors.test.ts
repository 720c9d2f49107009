import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { isRefusal } from '../../../../lib/aws/ec2/errors.ts';

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
  ['EC2ThrottledException', 400, false],
  ['TooManyRequests', 429, false],
  ['InternalError', 500, false],
  ['IdempotentParameterMismatch', 400, false],
])('%s with status %i: a refusal? %s', (name, status, expected) => {
  expect(isRefusal(anError(name, status))).toBe(expected);
});

test('an error of the network is no refusal', () => {
  expect(isRefusal(new TypeError('fetch failed'))).toBe(false);
});
