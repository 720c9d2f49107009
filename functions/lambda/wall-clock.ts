import type { Clock } from '../../lib/scaler/ports.ts';

export const wallClock: Clock = { now: () => Date.now() / 1000 };
