import { priceAtMost } from '../../../lib/config/ec2/price-at-most.ts';
import { inspect } from '../../../lib/config/inspect.ts';
import { aConfigToml } from '../../builders/config-toml.ts';
import { aRunner } from '../../builders/settings.ts';

const inspected = (types: readonly string[], credits?: string) =>
  inspect(
    aConfigToml({
      options: ['request-spot-instance=true'],
      own: `project = 1
instance_types = ${JSON.stringify(types)}
${credits === undefined ? '' : `cpu_credits = "${credits}"`}`,
    }),
    'config.toml',
  );

describe('CPU credits', () => {
  test.each<[string, string[], string | undefined, string | undefined]>([
    ['are standard where nothing is said, as AWS recommends', ['t3.medium'], undefined, 'standard'],
    ['are as they are said', ['t3.medium', 't3a.medium', 't2.micro'], 'unlimited', 'unlimited'],
    ['are of no other family', ['m7i.large'], undefined, undefined],
    ['are EC2’s own where some types have none', ['t3.large', 'm7i.large'], undefined, undefined],
  ])('%s', (_, types, said, credits) => {
    expect(inspected(types, said).settings?.runners[0]?.ec2.cpuCredits).toBe(credits);
  });

  test.each<[string, string[], string | undefined, string[]]>([
    [
      'standard ones hold a busy job back',
      ['t3.medium'],
      undefined,
      [
        't3.medium is burstable: a new machine has no credits, so jobs that keep it busy get 20 % of each vCPU. Take types of another family, or "unlimited", with which such an hour costs $0.08 more',
      ],
    ],
    [
      'unlimited ones are paid for',
      ['t4g.xlarge'],
      'unlimited',
      [expect.stringContaining('costs $0.10 beyond its price, on spot too')],
    ],
    [
      'with others they cannot be set',
      ['m7i.large', 't3.large'],
      undefined,
      [expect.stringContaining('t3.large is burstable, and others of these types are not')],
    ],
    ['who has none hears nothing', ['m7i.large'], undefined, []],
  ])('under constant load %s', (_, types, said, warnings) => {
    const { warnings: told } = inspected(types, said);
    expect(told.filter(({ path }) => path.endsWith('cpu_credits')).map(({ message }) => message)).toEqual(
      warnings,
    );
  });

  test.each([
    [['m7i.large'], 'standard', 'is for t2, t3, t3a and t4g only, and m7i.large is none of them'],
    [['t3.large', 'c7g.large'], 'unlimited', 'must be of one architecture'],
    [['t3.large'], 'endless', 'must be "standard" or "unlimited"'],
  ])('for %j, %s is refused', (types, credits, message) => {
    expect(inspected(types, credits).problems.map((problem) => problem.message)).toContainEqual(
      expect.stringContaining(message),
    );
  });
});

test.each([
  ['standard', 0.03],
  ['unlimited', 0.11],
] as const)(
  'with %s credits a t3.medium with a bid of $0.03 costs $%s an hour at most',
  (cpuCredits, dollars) => {
    expect(priceAtMost({ ...aRunner().ec2, cpuCredits })).toBe(dollars);
  },
);
