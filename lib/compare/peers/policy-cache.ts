import type { RunnerSettings } from '../../config/settings.ts';
import { type IdlePolicy, idlePolicyAt } from '../../scaler/plan/idle-policy.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

const MINUTE = 60;

/** The idle rules of one runner, looked up once a minute: a peer looks at them every few seconds. */
export class PolicyCache {
  readonly #runner: RunnerSettings;
  #minute = Number.NaN;
  #policy: IdlePolicy | undefined;

  constructor(runner: RunnerSettings) {
    this.#runner = runner;
  }

  at(now: UnixSeconds): IdlePolicy {
    const minute = Math.floor(now / MINUTE);
    if (this.#policy === undefined || minute !== this.#minute) {
      this.#policy = idlePolicyAt(this.#runner.machine, now);
      this.#minute = minute;
    }
    return this.#policy;
  }
}
