import { inspect } from '../../../lib/config/inspect.ts';
import { aConfigToml } from '../../builders/config-toml.ts';

const subnets = (count: number): string =>
  `subnets = [${Array.from({ length: count }, (_, index) => `"subnet-0${index}"`).join(', ')}]`;
const REQUIREMENTS = 'instance_requirements = { vcpu = [2, 4], memory_gib = [4, 8] }';
const TYPES = 'instance_types = ["m7i.large"]';

/** What check says of the zones that EC2 does not look for capacity in, by key. */
function toldOf(written: string): string[][] {
  const { warnings } = inspect(
    aConfigToml({ options: ['request-spot-instance=true'], own: `project = 1\n${written}` }),
    'config.toml',
  );
  return warnings
    .filter(({ message }) => message.includes('first four zones'))
    .map(({ path, message }) => [path.replace('runners[0].bastionless.', ''), message]);
}

const MESSAGE =
  'a launch by requirements is in four zones at most: of 5 subnets it uses those of the first four zones. Name the four zones that matter most first';

test.each([
  [`${REQUIREMENTS}\n${subnets(4)}`, []],
  [`${TYPES}\n${subnets(5)}`, []],
  [`${REQUIREMENTS}\n${subnets(5)}`, [['instance_requirements', MESSAGE]]],
  [`${REQUIREMENTS}\n${subnets(5)}\nsizes.large = { disk_gib = 100 }`, [['instance_requirements', MESSAGE]]],
  [
    `${TYPES}\n${subnets(5)}\nsizes.large = { ${REQUIREMENTS} }`,
    [['sizes.large.instance_requirements', MESSAGE]],
  ],
  [`${REQUIREMENTS}\nsizes.large = { ${subnets(5)} }`, [['sizes.large.subnets', MESSAGE]]],
  [`${REQUIREMENTS}\nsizes.large = { ${TYPES}, ${subnets(5)} }`, []],
  [`${TYPES}\n${subnets(5)}\nsizes.large = { ${REQUIREMENTS}, ${subnets(4)} }`, []],
])('%s', (written, told) => {
  expect(toldOf(written)).toEqual(told);
});
