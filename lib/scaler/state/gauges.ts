import type { MachineState } from './machine.ts';

/** How things are at one time, over all runners. */
export type Gauges = Readonly<Record<`Machines${MachineState}` | 'JobsWaiting', number>>;
