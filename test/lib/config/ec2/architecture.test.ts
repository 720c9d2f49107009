import { architectureOf } from '../../../../lib/config/ec2/architecture.ts';

const GRAVITON = [
  't4g.small',
  'c7gn.large',
  'im4gn.xlarge',
  'is4gen.large',
  'a1.medium',
  'x2gd.large',
  'g5g.xlarge',
];
test.each(GRAVITON)('%s is arm64', (type) => {
  expect(architectureOf(type)).toBe('arm64');
});

const OTHERS = ['t3.medium', 'm7i-flex.large', 'g5.xlarge', 'g4dn.xlarge', 'u7i-12tb.224xlarge', 'c6a.large'];
test.each(OTHERS)('%s is x86_64', (type) => {
  expect(architectureOf(type)).toBe('x86_64');
});
