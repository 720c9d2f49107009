import type { KeyPath } from '../file/toml.ts';
import type { RunnerEntry } from '../schema/config.ts';

/** What is wrong at a place, where each key by itself is right. */
export interface Complaint {
  /** Within the runner's entry. */
  readonly path: KeyPath;
  readonly message: string;
}

export type Check = (entry: RunnerEntry, all: readonly RunnerEntry[]) => Complaint | undefined;

export const complainIf = (isWrong: boolean, path: KeyPath, message: string): Complaint | undefined =>
  isWrong ? { path, message } : undefined;
