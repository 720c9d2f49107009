import type { Launch } from '../../../scaler/state/launches/launch.ts';
import type { RemovingMachine } from '../../../scaler/state/machines/machine.ts';
import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { Decision, HeldBack } from '../view.ts';

const MOST = 100;

/** The latest decisions, the newest last. */
export class Decisions {
  #made = 0;
  #decisions: readonly Decision[] = [];

  all(): readonly Decision[] {
    return this.#decisions;
  }

  launched({ at, runner, count, reason }: Launch): Decision {
    return this.#add({ kind: 'Launch', at, runner, count, machine: null, reason });
  }

  refused({ runner, count, outcome }: Launch, now: UnixSeconds): Decision {
    return this.#add({
      kind: 'Refused',
      at: now,
      runner,
      count,
      machine: null,
      reason: outcome.reason ?? '',
    });
  }

  removed({ since, runner, name, reason, fate }: RemovingMachine): Decision {
    const kind = fate?.kind === 'Gone' ? 'Ended' : 'Remove';
    return this.#add({ kind, at: since, runner, count: 1, machine: name, reason });
  }

  held({ runner, count, reason }: HeldBack, now: UnixSeconds): Decision {
    return this.#add({ kind: 'Hold', at: now, runner, count, machine: null, reason });
  }

  #add(decision: Omit<Decision, 'n'>): Decision {
    const added = { n: this.#made, ...decision };
    this.#made += 1;
    this.#decisions = [...this.#decisions, added].slice(-MOST);
    return added;
  }
}
