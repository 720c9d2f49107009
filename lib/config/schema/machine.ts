import * as v from 'valibot';
import { NO_MANAGER } from '../upstream/keys.ts';
import {
  duration,
  explainObject,
  factor,
  machineName,
  machineOptions,
  periods,
  timezone,
  wholeNumber,
  wholeSeconds,
} from './fields.ts';
import { honoured, ignored, key } from './key-text.ts';

const idleKeys = {
  IdleCount: key(wholeNumber(0), 'machines that stand ready, besides those that jobs wait for', 0),
  IdleCountMin: key(wholeNumber(0), 'with IdleScaleFactor: machines that stand ready at least', 0),
  IdleScaleFactor: key(
    factor,
    'machines that stand ready for each in use, up to IdleCount; 0: IdleCount alone has the say',
    0,
  ),
  IdleTime: key(
    wholeSeconds(0),
    'seconds without a job after which a machine that IdleCount does not ask for is removed',
    0,
  ),
};

const SINCE_14 = 'ignored since 14.0';

const Autoscaling = v.strictObject(
  {
    ...idleKeys,
    Periods: v.pipe(
      periods,
      honoured(
        'when the entry holds: the last whose period holds replaces all idle keys',
        'a cron expression of 5 or 6 fields holds for one second a minute, and not for the whole of it',
      ),
    ),
    Timezone: key(timezone, 'the time zone of the periods', 'UTC', 'the manager’s own, if it is not set'),
  },
  explainObject('[[runners.machine.autoscaling]]'),
);

/** `[runners.machine]` of the executor docker+machine. */
export const Machine = v.strictObject(
  {
    ...idleKeys,
    MaxBuilds: key(wholeNumber(0), 'jobs after which a machine is removed; 0: no limit', 0),
    MaxGrowthRate: key(wholeNumber(0), 'machines that may boot at once; 0: no limit', 0),
    MachineDriver: v.pipe(
      v.literal('amazonec2', 'must be "amazonec2": machines are EC2 instances'),
      honoured('machines are EC2 instances'),
    ),
    MachineName: v.pipe(machineName, honoured('the name of a machine; %s makes it unique')),
    MachineOptions: key(machineOptions, 'what machines are, option by option', []),
    MachineOptionsWithName: key(
      machineOptions,
      'options in which %s is the machine’s name: of amazonec2-tags',
      [],
    ),
    MaxRemovalAttempts: v.optional(
      v.pipe(wholeNumber(0), ignored('because a removal is tried until it is done')),
    ),
    HeartbeatInterval: v.optional(v.pipe(duration, ignored(NO_MANAGER))),
    OffPeakPeriods: key(periods, 'when OffPeakIdleCount and OffPeakIdleTime hold', [], SINCE_14),
    OffPeakTimezone: key(timezone, 'the time zone of OffPeakPeriods', 'UTC', SINCE_14),
    OffPeakIdleCount: key(wholeNumber(0), 'IdleCount in OffPeakPeriods', 0, SINCE_14),
    OffPeakIdleTime: key(wholeSeconds(0), 'IdleTime in OffPeakPeriods', 0, SINCE_14),
    autoscaling: v.optional(
      v.array(Autoscaling, 'must be a list of tables: [[runners.machine.autoscaling]]'),
      [],
    ),
  },
  explainObject('[runners.machine]'),
);

export type MachineEntry = v.InferOutput<typeof Machine>;
