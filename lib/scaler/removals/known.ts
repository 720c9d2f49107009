import type { Settings } from '../../config/settings.ts';
import type { RemovingMachine } from '../state/machines/machine.ts';
import type { State } from '../state/state.ts';

/** What is known while machines leave: the active jobs, and the runners' setbacks. */
export interface Known extends Pick<State, 'jobs' | 'setbacks'> {
  readonly settings: Settings;
}

/** A machine that leaves, and that has a runner in GitLab or had one. */
export type Registered = RemovingMachine & { readonly runnerId: number };
