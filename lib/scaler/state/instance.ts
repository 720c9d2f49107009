export interface Instance {
  readonly instanceId: string;
  readonly spotRequestId?: string;
  readonly launchId: string;
  readonly runner: string;
  /** EC2's word: pending, running, shutting-down, terminated, stopping or stopped. */
  readonly state: string;
}

const ENDED = ['shutting-down', 'terminated', 'stopping', 'stopped'];

/** Has an instance in that state, in EC2's word, ended? Our machines are never stopped to be started again. */
export const hasEnded = (state: string): boolean => ENDED.includes(state);
