import { describeErrors, isNoCapacity, refusalOf } from '../../../../lib/scaler/launches/refusal.ts';

const error = (code: string) => ({ code, message: `what ${code} means` });

const SHORT = [
  ...['InsufficientInstanceCapacity', 'UnfulfillableCapacity', 'SpotMaxPriceTooLow'],
  ...['MaxSpotInstanceCountExceeded', 'VcpuLimitExceeded', 'InsufficientFreeAddressesInSubnet'],
  ...['Unsupported', 'InstanceLimitExceeded', 'InsufficientHostCapacity'],
];
const PASSING = ['RequestLimitExceeded', 'InternalError', 'ServiceUnavailable', 'ACodeThatIsNewToUs'];
const WRONG = [
  ...['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidParameterValue', 'InvalidSubnetID.NotFound'],
  ...['InvalidGroup.NotFound', 'InvalidKeyPair.NotFound', 'InvalidLaunchTemplateId.NotFound'],
  ...['InvalidFleetConfiguration', 'UnauthorizedOperation', 'AuthFailure', 'OptInRequired'],
  ...['MissingParameter', 'VPCIdNotSpecified', 'UnsupportedOperation', 'AccessDeniedException'],
];

test.each(SHORT)('%s: there is none here and now, so another market may be tried', (code) => {
  expect(isNoCapacity(error(code))).toBe(true);
  expect(refusalOf([error(code)])).toBe('Unavailable');
});

test.each(PASSING)('%s: it may go by itself, and another market is not to be tried', (code) => {
  expect(isNoCapacity(error(code))).toBe(false);
  expect(refusalOf([error(code)])).toBe('Unavailable');
});

test.each(WRONG)('%s: somebody must change the settings', (code) => {
  expect(isNoCapacity(error(code))).toBe(false);
  expect(refusalOf([error(code)])).toBe('Misconfigured');
});

test('as long as one place is only short of capacity, the launch may succeed', () => {
  expect(refusalOf([error('InvalidSubnetID.NotFound'), error('InsufficientInstanceCapacity')])).toBe(
    'Unavailable',
  );
  expect(refusalOf([error('InvalidSubnetID.NotFound'), error('UnauthorizedOperation')])).toBe(
    'Misconfigured',
  );
});

test('people are told each error once, and of one code the first', () => {
  const twice = [error('Unsupported'), error('Unsupported'), error('InternalError')];
  expect(describeErrors(twice)).toBe(
    'Unsupported: what Unsupported means; InternalError: what InternalError means',
  );
  const zones = ['a', 'b', 'c', 'a'].map((zone) => ({ code: 'NoRoom', message: `none in ${zone}` }));
  expect(describeErrors([...zones, error('Unsupported')])).toBe(
    'NoRoom: none in a (and 2 more of this code); Unsupported: what Unsupported means',
  );
});
