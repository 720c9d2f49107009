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
} from './fields.ts';
import { honoured, ignored } from './key-text.ts';

const IdleCount = v.pipe(
  wholeNumber(0),
  honoured('machines that stand ready, beside those that jobs wait for'),
);
const IdleCountMin = v.pipe(
  wholeNumber(0),
  honoured('with IdleScaleFactor: machines that stand ready at least'),
);
const IdleScaleFactor = v.pipe(
  factor,
  honoured('machines that stand ready for each in use, up to IdleCount; 0: IdleCount alone has the say'),
);
const IdleTime = v.pipe(
  wholeNumber(0),
  honoured('seconds without a job after which a machine that IdleCount does not ask for is removed'),
);

const idleKeys = {
  IdleCount: v.optional(IdleCount, 0),
  IdleCountMin: v.optional(IdleCountMin, 0),
  IdleScaleFactor: v.optional(IdleScaleFactor, 0),
  IdleTime: v.optional(IdleTime, 0),
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
    Timezone: v.optional(
      v.pipe(timezone, honoured('what the periods are meant in', 'the manager’s own, if it is not set')),
      'UTC',
    ),
  },
  explainObject('[[runners.machine.autoscaling]]'),
);

/** `[runners.machine]` of the executor docker+machine. */
export const Machine = v.strictObject(
  {
    ...idleKeys,
    MaxBuilds: v.optional(
      v.pipe(wholeNumber(0), honoured('jobs after which a machine is removed; 0: no limit')),
      0,
    ),
    MaxGrowthRate: v.optional(
      v.pipe(wholeNumber(0), honoured('machines that may boot at once; 0: no limit')),
      0,
    ),
    MachineDriver: v.pipe(
      v.literal('amazonec2', 'must be "amazonec2": machines are EC2 instances'),
      honoured('machines are EC2 instances'),
    ),
    MachineName: v.pipe(machineName, honoured('the name of a machine; %s makes it unique')),
    MachineOptions: v.optional(v.pipe(machineOptions, honoured('what machines are, option by option')), []),
    MachineOptionsWithName: v.optional(
      v.pipe(machineOptions, honoured('options in which %s is the machine’s name: of amazonec2-tags')),
      [],
    ),
    MaxRemovalAttempts: v.optional(
      v.pipe(wholeNumber(0), ignored('because a removal is tried until it is done')),
    ),
    HeartbeatInterval: v.optional(v.pipe(duration, ignored(NO_MANAGER))),
    OffPeakPeriods: v.optional(
      v.pipe(periods, honoured('when OffPeakIdleCount and OffPeakIdleTime hold', SINCE_14)),
      [],
    ),
    OffPeakTimezone: v.optional(
      v.pipe(timezone, honoured('what OffPeakPeriods are meant in', SINCE_14)),
      'UTC',
    ),
    OffPeakIdleCount: v.optional(
      v.pipe(wholeNumber(0), honoured('IdleCount in OffPeakPeriods', SINCE_14)),
      0,
    ),
    OffPeakIdleTime: v.optional(v.pipe(wholeNumber(0), honoured('IdleTime in OffPeakPeriods', SINCE_14)), 0),
    autoscaling: v.optional(
      v.array(Autoscaling, 'must be a list of tables: [[runners.machine.autoscaling]]'),
      [],
    ),
  },
  explainObject('[runners.machine]'),
);

export type MachineEntry = v.InferOutput<typeof Machine>;
