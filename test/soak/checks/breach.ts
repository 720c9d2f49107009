import type { Settings } from '../../../lib/config/settings.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { Observer } from '../../../lib/simulation/world/observer.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';

/** A rule of the design that was broken. */
export interface Breach {
  /** Its number among the ten. */
  readonly rule: number;
  readonly what: string;
  readonly at: UnixSeconds;
}

/** Tells that a rule is broken, now. */
export type Report = (rule: number, what: string) => void;

/** What a check looks at. */
export interface Scene {
  /** As config.toml has them, whatever the functions were given. */
  readonly settings: Settings;
  readonly world: () => SimulatedWorld;
  /** Runners in GitLab that are another deployment's, or of people. */
  readonly foreign: ReadonlySet<number>;
  readonly report: Report;
}

/** Watches over some of the rules, at each step, and when all has come to rest. */
export type Check = (scene: Scene) => Observer & { readonly atRest?: () => void };
