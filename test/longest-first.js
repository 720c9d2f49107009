import Sequencer from '@jest/test-sequencer';

/** What takes the longest, in order: begun last, it would go on alone when all else has ended. */
const LONGEST = [
  'aws/stage',
  'soak/seeds',
  'aws/readme-steps',
  'lib/cli/simulate',
  'aws/failed-deployment',
  'docs/commands',
  'infra/policy-size',
  'infra/partitions',
  'e2e/page',
  'aws/ec2',
  'e2e/jobs',
  'e2e/interruptions',
  'lib/cli/command-lines',
  'soak/commands',
];

const rank = ({ path }) => {
  const place = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? LONGEST.length : place;
};

/** The rest goes by what it took before or, where that is not known, by its size. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
