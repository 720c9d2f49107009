import { isoTime, type UnixSeconds } from './time.ts';

/** An operator's word: no machine is launched, those without a job leave, those with one finish it. */
export interface Drain {
  readonly since: UnixSeconds;
  /** Why, in the operator's words; may be empty. */
  readonly reason: string;
}

/** For people, in a sentence that goes on. */
export function describeDrain({ since, reason }: Drain): string {
  const time = isoTime(since).slice(0, 19);
  return `an operator has been draining it since ${time}Z${reason === '' ? '' : ` (${reason})`}`;
}
