import * as v from 'valibot';
import { explainObject, truth, wholeNumber } from './fields.ts';
import { honoured } from './key-text.ts';

const EXPECTED_THREADS = 'must be 1 or 2';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateCpuOptionsRequest.html */
export const CpuOptions = v.strictObject(
  {
    core_count: v.optional(v.pipe(wholeNumber(1), honoured('cores of a machine that are used'))),
    threads_per_core: v.optional(
      v.pipe(
        v.number(EXPECTED_THREADS),
        v.check((threads) => threads === 1 || threads === 2, EXPECTED_THREADS),
        honoured('1: no two threads share a core'),
      ),
    ),
    nested_virtualization: v.optional(
      v.pipe(
        truth,
        honoured(
          'true: jobs may run virtual machines with KVM, such as Android’s emulator, on types that can',
        ),
      ),
    ),
  },
  explainObject('cpu_options'),
);

export type CpuOptionsEntry = v.InferOutput<typeof CpuOptions>;
