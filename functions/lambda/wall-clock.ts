import type { Clock } from '../../lib/scaler/ports/world.ts';

export const wallClock: Clock = { now: () => Date.now() / 1000 };
