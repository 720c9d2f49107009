import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { MachineRecords, Writer } from '../../scaler/ports/store.ts';
import type { Machine } from '../../scaler/state/machines/machine.ts';
import type { RunningJobs } from '../../scaler/state/places.ts';
import type { Departed } from '../../scaler/state/state.ts';
import { deleteMarked, putNew, putOver } from './calls/conditional.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { machineKey, type Table, writtenBy } from './table.ts';

/** The active machines, for a function that writes as `writer`. */
export function machineRecords(table: Table, writer: Writer): MachineRecords {
  const itemOf = (machine: Machine) => ({
    ...machineKey(machine.instanceId),
    ...recordOf(machine),
    ...writtenBy(writer),
  });
  return {
    async find(instanceId) {
      const { Item: item } = await table.documents.send(
        new GetCommand({ TableName: table.name, Key: machineKey(instanceId), ConsistentRead: true }),
      );
      return item === undefined || hasDeparted(item) ? undefined : readMachine(item);
    },
    create: (machine) => putNew(table, itemOf(machine)),
    replace: (machine) =>
      putOver(table, itemOf({ ...machine, revision: machine.revision + 1 }), {
        revision: machine.revision,
      }),
    // In its place, and of no writer: the stream passes it on to nobody.
    remove: ({ instanceId, revision }, at) =>
      putOver(table, { ...machineKey(instanceId), instanceId, departedAt: at }, { revision }),
    async forget(instanceId) {
      await deleteMarked(table, machineKey(instanceId), 'departedAt');
    },
  };
}

export const hasDeparted = (item: Item): boolean => item['departedAt'] !== undefined;

export function readDeparted(item: Item): Departed {
  const { instanceId, departedAt: at } = readItem(departedSchema, item);
  return { instanceId, at };
}

/** A machine that runs one job is on record as it was when none could run more. */
export function recordOf(machine: Machine) {
  if (machine.state !== 'Used') return machine;
  const { jobIds, ...rest } = machine;
  const [jobId, ...otherJobIds] = jobIds;
  return { ...rest, jobId, ...(otherJobIds.length > 0 && { otherJobIds }) };
}

export function readMachine(item: Item): Machine {
  return readItem(machineSchema, item);
}

const departedSchema = v.object({ instanceId: v.string(), departedAt: v.number() });

const lostJobSchema = v.object({
  id: v.number(),
  projectId: v.number(),
  tags: v.array(v.string()),
  retries: v.exactOptional(v.number()),
  environment: v.exactOptional(v.string()),
  isCancelAsked: v.boolean(),
  isDone: v.exactOptional(v.literal(true)),
});

const base = {
  instanceId: v.string(),
  name: v.string(),
  runner: v.string(),
  launchedAt: v.number(),
  since: v.number(),
  reason: v.string(),
  isAhead: v.exactOptional(v.literal(true)),
  kernelAt: v.exactOptional(v.number()),
  askedAt: v.exactOptional(v.number()),
  readyAt: v.exactOptional(v.number()),
  firstJobAt: v.exactOptional(v.number()),
  firstWaited: v.exactOptional(v.number()),
  firstHeardAfter: v.exactOptional(v.number()),
  lastEnd: v.exactOptional(v.object({ pipelineId: v.number(), at: v.number() })),
  places: v.exactOptional(v.number()),
  builds: v.number(),
  counted: v.array(v.number()),
  spotRequestId: v.exactOptional(v.string()),
  bought: v.exactOptional(
    v.object({ type: v.string(), zone: v.string(), hourly: v.exactOptional(v.number()) }),
  ),
  chargedUntil: v.exactOptional(v.number()),
  owed: v.exactOptional(v.array(v.object({ jobId: v.number(), seconds: v.number() }))),
  fate: v.exactOptional(
    v.object({
      kind: v.picklist(['Doomed', 'Gone']),
      at: v.number(),
      reason: v.string(),
      cause: v.exactOptional(v.picklist(['EC2', 'Itself', 'People'])),
      mayBeThere: v.exactOptional(v.literal(true)),
    }),
  ),
  lastWords: v.exactOptional(v.object({ at: v.number(), reason: v.string() })),
  kept: v.exactOptional(v.object({ until: v.number() })),
  isPaused: v.exactOptional(v.literal(true)),
  lost: v.exactOptional(v.array(lostJobSchema)),
  failed: v.exactOptional(v.array(v.object({ ...lostJobSchema.entries, at: v.number() }))),
  revision: v.number(),
};

const machineSchema = v.variant('state', [
  v.object({ ...base, state: v.literal('Creating') }),
  v.object({ ...base, state: v.literal('Idle'), runnerId: v.number() }),
  v.pipe(
    v.object({
      ...base,
      state: v.literal('Used'),
      runnerId: v.number(),
      jobId: v.number(),
      otherJobIds: v.exactOptional(v.array(v.number()), []),
    }),
    v.transform(({ jobId, otherJobIds, ...rest }) => {
      const jobIds: RunningJobs = [jobId, ...otherJobIds];
      return { ...rest, jobIds };
    }),
  ),
  v.object({
    ...base,
    state: v.literal('Removing'),
    runnerId: v.exactOptional(v.number()),
    failure: v.exactOptional(v.string()),
    pausedAt: v.exactOptional(v.number()),
    refused: v.exactOptional(v.object({ times: v.number(), againAt: v.number() })),
  }),
]);
