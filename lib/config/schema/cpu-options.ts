import * as v from 'valibot';
import { explainObject, truth, wholeNumber } from './fields.ts';
import { key } from './key-text.ts';

const EXPECTED_THREADS = 'must be 1 or 2';
const EXPECTED_BOTH = 'must have both core_count and threads_per_core, or neither: EC2 refuses one alone';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateCpuOptionsRequest.html */
export const CpuOptions = v.pipe(
  v.strictObject(
    {
      core_count: key(wholeNumber(1), 'cores of a machine that are used'),
      threads_per_core: key(
        v.pipe(
          v.number(EXPECTED_THREADS),
          v.check((threads) => threads === 1 || threads === 2, EXPECTED_THREADS),
        ),
        '1: no two threads share a core',
      ),
      nested_virtualization: key(
        truth,
        'true: jobs may run virtual machines with KVM, such as Android’s emulator, on types that can: Intel’s of the seventh generation on, such as m7i and c8i; `doctor` asks EC2',
      ),
    },
    explainObject('cpu_options'),
  ),
  v.check(
    ({ core_count, threads_per_core }) => (core_count === undefined) === (threads_per_core === undefined),
    EXPECTED_BOTH,
  ),
);

export type CpuOptionsEntry = v.InferOutput<typeof CpuOptions>;
