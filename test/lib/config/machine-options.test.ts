import { parseMachineOptions } from '../../../lib/config/machine-options.ts';

function ec2Of(...options: string[]) {
  const result = parseMachineOptions(options);
  if (result.kind === 'Invalid') throw new Error(JSON.stringify(result.problems));
  return result.ec2;
}

test('without options the driver’s defaults hold', () => {
  expect(ec2Of()).toEqual({
    region: 'us-east-1',
    zone: 'a',
    securityGroups: [],
    instanceType: 't2.micro',
    tags: {},
    market: { kind: 'OnDemand' },
  });
});

test.each([
  [['amazonec2-request-spot-instance'], { market: { kind: 'Spot' } }],
  [['amazonec2-request-spot-instance=false', 'amazonec2-spot-price=1'], { market: { kind: 'OnDemand' } }],
  [
    ['amazonec2-request-spot-instance=true', 'amazonec2-spot-price=0.5'],
    { market: { kind: 'Spot', maxPrice: '0.5' } },
  ],
  [['amazonec2-security-group=one', 'amazonec2-security-group=sg-2'], { securityGroups: ['one', 'sg-2'] }],
  [['amazonec2-tags=a,1,b,x=y'], { tags: { a: '1', b: 'x=y' } }],
])('%j', (options, expected) => {
  expect(ec2Of(...options)).toMatchObject(expected);
});

test.each([
  ['amazonec2-region=Frankfurt', 'must be a region such as us-east-1 (it is "Frankfurt")'],
  ['amazonec2-request-spot-instance=maybe', 'must be true or false'],
  ['amazonec2-tags=a,1,b', 'must be pairs'],
  ['amazonec2-tags=,1', 'must not have a tag with an empty key'],
  ['engine-install-url=x', 'is not an option of the amazonec2 driver'],
  ['amazonec2-access-key=AKIA', 'amazonec2-access-key is not honoured'],
])('%s is refused', (option, message) => {
  expect(parseMachineOptions(['amazonec2-zone=b', option])).toEqual({
    kind: 'Invalid',
    problems: [{ index: 1, message: expect.stringContaining(message) }],
  });
});
