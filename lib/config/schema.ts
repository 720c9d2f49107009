import * as v from 'valibot';

/**
 * The shape of a config.toml as GitLab Runner reads it, with its defaults, and of the table
 * `[runners.bastionless]`, which GitLab Runner ignores.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/
 */
const wholeNumber = (atLeast: number) => {
  const expected = `must be a whole number, ${atLeast} or more`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(atLeast, expected));
};
const text = v.pipe(v.string('must be a text in quotes'), v.nonEmpty('must not be empty'));
const texts = v.array(text, 'must be a list of texts: ["…", "…"]');
const truth = v.boolean('must be true or false');

const url = v.pipe(
  text,
  v.url('must be an address such as https://gitlab.example.com'),
  v.startsWith('http', 'must begin with https:// or http://'),
  v.transform((address) => address.replace(/\/+$/, '')),
);

const timezone = v.pipe(
  v.string('must be the IANA name of a time zone, such as "Europe/Kiev"'),
  v.transform((name) => (name === '' ? 'UTC' : name)),
  v.check(isTimezone, 'must be the IANA name of a time zone, such as "Europe/Kiev"'),
);

const machineName = v.pipe(
  text,
  v.check((pattern) => pattern.split('%s').length === 2, 'must hold %s, once: it makes each name unique'),
);

const factor = v.pipe(v.number('must be a number, 0 or more'), v.minValue(0, 'must be a number, 0 or more'));

const idleKeys = {
  IdleCount: v.optional(wholeNumber(0), 0),
  IdleCountMin: v.optional(wholeNumber(0), 0),
  IdleScaleFactor: v.optional(factor, 0),
  IdleTime: v.optional(wholeNumber(0), 0),
};

const Autoscaling = v.strictObject(
  { ...idleKeys, Periods: texts, Timezone: v.optional(timezone, 'UTC') },
  explainObject('[[runners.machine.autoscaling]]'),
);

const Machine = v.strictObject(
  {
    ...idleKeys,
    MaxBuilds: v.optional(wholeNumber(0), 0),
    MaxGrowthRate: v.optional(wholeNumber(0), 0),
    MachineDriver: v.literal('amazonec2', 'must be "amazonec2": machines are EC2 instances'),
    MachineName: machineName,
    MachineOptions: texts,
    OffPeakPeriods: v.optional(texts, []),
    OffPeakTimezone: v.optional(timezone, 'UTC'),
    OffPeakIdleCount: v.optional(wholeNumber(0), 0),
    OffPeakIdleTime: v.optional(wholeNumber(0), 0),
    autoscaling: v.optional(
      v.array(Autoscaling, 'must be a list of tables: [[runners.machine.autoscaling]]'),
      [],
    ),
  },
  explainObject('[runners.machine]'),
);

const Bastionless = v.strictObject(
  {
    project: v.optional(wholeNumber(1)),
    group: v.optional(wholeNumber(1)),
    tags: v.optional(texts, []),
    run_untagged: v.optional(truth),
    boot_timeout: v.optional(wholeNumber(60), 600),
  },
  explainObject('[runners.bastionless]'),
);

const Runner = v.looseObject(
  {
    name: text,
    url,
    token: v.optional(v.string('must be a text in quotes')),
    executor: v.literal('docker+machine', 'must be "docker+machine"'),
    limit: v.optional(wholeNumber(0), 0),
    machine: Machine,
    bastionless: v.optional(Bastionless, {}),
  },
  'must be a table: [[runners]]',
);

export const Config = v.looseObject({
  concurrent: v.optional(wholeNumber(1), 1),
  check_interval: v.optional(wholeNumber(0), 0),
  runners: v.pipe(
    v.array(Runner, 'must be a list of tables: [[runners]]'),
    v.minLength(1, 'must hold one runner at least: [[runners]]'),
  ),
});

export type RunnerEntry = v.InferOutput<typeof Runner>;
export type MachineEntry = v.InferOutput<typeof Machine>;
export type BastionlessEntry = v.InferOutput<typeof Bastionless>;

function explainObject(section: string) {
  return ({ expected, received }: { readonly expected: string | null; readonly received: string }) => {
    if (expected === 'never') return `is not a key of ${section} that is known`;
    return received === 'undefined' ? `must be set in ${section}` : `must be the table ${section}`;
  };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
