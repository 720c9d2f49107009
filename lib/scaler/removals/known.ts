import type { Settings } from '../../config/settings.ts';
import type { State } from '../state/state.ts';

/** What is known while machines leave: the active jobs, and the runners' setbacks. */
export interface Known extends Pick<State, 'jobs' | 'setbacks'> {
  readonly settings: Settings;
}
