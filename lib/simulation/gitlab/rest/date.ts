import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { SimulatedGitLab } from '../gitlab.ts';

type Clocked = Pick<SimulatedGitLab, 'now' | 'skew'>;

/** What time it is by the header `Date`. */
export const shownTime = ({ now, skew }: Clocked): UnixSeconds => Math.floor(now() + skew);

/** The header `Date` of every answer, in whole seconds. https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1 */
export const dateOf = (gitlab: Clocked): string => new Date(shownTime(gitlab) * 1000).toUTCString();
