import type { MachineState } from './machines/machine.ts';

/** How things are at one time, over all runners. */
export type Gauges = Readonly<Record<`Machines${MachineState}` | 'JobsWaiting', number>>;
