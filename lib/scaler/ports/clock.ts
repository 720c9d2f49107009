import type { UnixSeconds } from '../state/time.ts';

export interface Clock {
  now(): UnixSeconds;
}
