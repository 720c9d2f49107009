import * as v from 'valibot';
import { explainObject, imageId, places, truth, wholeNumber, wholeSeconds } from './fields.ts';
import { key } from './key-text.ts';
import { launchKeys } from './launch.ts';

const EXPECTED_NAME =
  'must be a name that is a tag of jobs: of letters, digits, "-", "_", "." and ":", 64 at most';

/** What machines of one size are, where it is not what the runner’s are. */
const Size = v.strictObject(
  {
    ...launchKeys,
    spot: key(truth, 'false: bought on demand; default: as the runner’s, amazonec2-request-spot-instance'),
    ami: key(imageId, 'the image; needed if the architecture is not the runner’s'),
    disk_gib: key(wholeNumber(1), 'the disk’s size in GiB; default: amazonec2-root-size'),
    jobs_per_machine: key(
      places,
      'jobs that a machine of this size runs at once; default: as many as the runner’s',
    ),
    limit: key(
      wholeNumber(0),
      'machines of this size at once, within the runner’s limit; 0: no limit of its own',
      0,
    ),
    idle_count: key(wholeNumber(0), 'machines of this size that stand ready; no period changes it', 0),
    idle_time: key(wholeSeconds(0), 'seconds without a job after which one that stands ready leaves', 0),
    shares: key(
      truth,
      'its machines are also for jobs that do not name it. Without, none is launched for them; GitLab may still give ' +
        'one that stands ready a job whose tags are all among its own',
      false,
    ),
  },
  explainObject('[runners.bastionless.sizes]'),
);

/** `[runners.bastionless.sizes]`: what jobs may ask for by a tag, by its name. */
export const Sizes = v.record(
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.:-]{0,63}$/, EXPECTED_NAME)),
  Size,
  'must be a table of sizes: sizes.large = { instance_types = ["m7i.2xlarge"] }',
);

export type SizeEntry = v.InferOutput<typeof Size>;
