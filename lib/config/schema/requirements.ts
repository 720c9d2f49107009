import * as v from 'valibot';
import { explainObject, oneOf, textsLike, truth } from './fields.ts';
import { honoured, key } from './key-text.ts';

const rangeOf = (what: string, example: string) => {
  const expected = `must be the least and the most ${what}: ${example}`;
  return v.pipe(
    v.array(v.pipe(v.number(expected), v.minValue(1, expected)), expected),
    v.length(2, expected),
    v.check(
      ([least = 0, most = 0]) => least <= most && Number.isInteger(least) && Number.isInteger(most),
      expected,
    ),
    v.transform(([least = 1, most = least]) => ({ least, most })),
  );
};

const EXPECTED_ARCHITECTURE =
  'must be a list of one architecture, for machines share an image: ["x86_64"] or ["arm64"]';
const EXPECTED_PERCENT = 'must be a whole number of percent, 1 or more';

/**
 * `instance_requirements`: what a machine must have, in the place of types.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceRequirementsRequest.html
 */
export const Requirements = v.strictObject(
  {
    vcpu: v.pipe(rangeOf('vCPUs', '[2, 4]'), honoured('the least and the most vCPUs of a machine')),
    memory_gib: v.pipe(
      rangeOf('GiB of memory', '[8, 16]'),
      honoured('the least and the most GiB of memory of a machine'),
    ),
    architectures: key(
      v.pipe(
        v.array(oneOf(['x86_64', 'arm64'], EXPECTED_ARCHITECTURE), EXPECTED_ARCHITECTURE),
        v.length(1, EXPECTED_ARCHITECTURE),
      ),
      'of the machines and their image',
      ['x86_64'],
    ),
    generations: key(
      oneOf(['current', 'any'], 'must be "current" or "any"'),
      '"current": the latest two or three of each family; "any": earlier ones too',
      'current',
    ),
    exclude: key(
      v.pipe(
        textsLike(
          /^[a-z0-9*.-]{1,30}$/,
          'must be a type, with * for any letters: "t*", "m5.8xlarge", "*.metal"',
          'must be a list of types: ["t*", "*.metal"]',
        ),
        v.maxLength(400, 'must be of 400 types at most'),
      ),
      'types that are not taken, with * for any letters; burstable (t*) and bare-metal ones never are',
      [],
    ),
    instance_store: key(truth, 'true: only types with disks of their own, which Docker is put on', false),
    max_price_percent: key(
      v.pipe(v.number(EXPECTED_PERCENT), v.integer(EXPECTED_PERCENT), v.minValue(1, EXPECTED_PERCENT)),
      'price protection: spot machines that cost more than so many percent of the cheapest fitting type on demand are not taken',
      100,
    ),
  },
  explainObject('instance_requirements'),
);

export type RequirementsEntry = v.InferOutput<typeof Requirements>;
