import type { Settings } from '../../../lib/config/settings.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { SimulatedRunner } from '../../../lib/simulation/gitlab/model.ts';
import type { Observer } from '../../../lib/simulation/world/observer.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';
import type { Scenario } from '../scenario/scenario.ts';

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
  readonly scenario: Scenario;
  /** As config.toml has them, whatever the functions were given. */
  readonly settings: Settings;
  readonly world: () => SimulatedWorld;
  readonly report: Report;
}

/** Watches over some of the rules, at each step, and when all has come to rest. */
export type Check = (scene: Scene) => Observer & {
  /** No job waits that GitLab would give to a machine of ours, and that for half an hour. */
  readonly whenOnlyHopelessWait?: () => void;
  readonly atRest?: () => void;
};

/**
 * GitLab lets only an administrator delete a runner that serves more than one project, which takes one that config.toml
 * does not lock: we leave it paused.
 */
export const isUndeletable = ({ runners }: Settings, { otherProjects, paused }: SimulatedRunner): boolean =>
  otherProjects.length > 0 && paused && runners.some(({ inGitLab }) => !inGitLab.isLocked);

/** A runner in GitLab that is not another deployment's, nor of people. */
export const isOwn = (
  { scaler }: Pick<SimulatedWorld, 'scaler'>,
  { description }: { readonly description: string },
): boolean => description.endsWith(` of ${scaler}`) || isPlaceholder({ scaler }, { description });

/** One that is there whether there are machines or not. */
export const isPlaceholder = (
  { scaler }: Pick<SimulatedWorld, 'scaler'>,
  { description }: { readonly description: string },
): boolean => description.startsWith('placeholder of ') && description.endsWith(` for ${scaler}`);
