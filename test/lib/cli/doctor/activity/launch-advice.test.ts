import { adviceOnHeld, adviceOnLaunch } from '../../../../../lib/cli/doctor/activity/launch-advice.ts';
import { describeOutcome } from '../../../../../lib/scaler/state/launches/launch.ts';
import { NOW } from '../../../../builders/state.ts';

test.each([
  ['Unavailable', 'InsufficientInstanceCapacity: no t3.medium in us-east-1a', 'on_demand_fallback = true'],
  ['Unavailable', 'MaxSpotInstanceCountExceeded: Max spot instance count exceeded', 'higher quota'],
  ['Unavailable', 'InsufficientFreeAddressesInSubnet: subnet-1 has 0', 'The subnet is full'],
  ['Unavailable', 'SpotMaxPriceTooLow: 0.03 is below 0.04', 'Raise amazonec2-spot-price'],
  ['Misconfigured', 'InvalidAMIID.NotFound: ami-1 does not exist', 'The image is gone'],
  ['Misconfigured', 'UnauthorizedOperation: not allowed', 'Deploy again'],
  ['Misconfigured', 'InvalidParameterValue: what is this', 'Correct config.toml'],
] as const)('a launch that is %s by %s', (kind, reason, advice) => {
  expect(adviceOnLaunch(describeOutcome({ kind, at: NOW, reason }))).toContain(advice);
});

test('a launch that is under way needs nothing', () => {
  expect(adviceOnLaunch(describeOutcome({ kind: 'Unknown', tries: 1, againAt: NOW }))).toBe('');
});

test('what a limit holds back is told with the key to raise', () => {
  expect(adviceOnHeld('concurrent')).toContain('Raise concurrent');
  expect(adviceOnHeld('drain')).toBe('');
});
