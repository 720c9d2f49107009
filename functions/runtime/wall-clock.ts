import type { Clock } from '../../lib/scaler/ports/clock.ts';

export const wallClock: Clock = { now: () => Date.now() / 1000 };
