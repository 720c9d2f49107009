import { isDeepStrictEqual } from 'node:util';
import type { Machine } from '../../../scaler/state/machines/machine.ts';
import { sumOf } from '../../../scaler/state/sum.ts';
import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { Hourly, Spent } from '../view.ts';

const HOUR = 3600;

/** What machines cost: a sum until a time and a rate from then on, so that the page can keep counting. */
export class Spending {
  readonly #since: UnixSeconds;
  /** The machines that exist, with their prices. */
  readonly #lasting = new Map<string, Hourly | null>();
  #spent: Spent;

  constructor(since: UnixSeconds) {
    this.#since = since;
    const nothing = { sum: 0, perHour: 0 };
    this.#spent = { at: since, machines: 0, hours: nothing, dollars: nothing, isMost: false, isPart: false };
  }

  get spent(): Spent {
    return this.#spent;
  }

  /** A machine exists. Its cost before the count began is left out. A later call may change its price. */
  lasts({ instanceId, launchedAt }: Machine, hourly: Hourly | null, now: UnixSeconds): void {
    const isNew = !this.#lasting.has(instanceId);
    if (!isNew && isDeepStrictEqual(this.#lasting.get(instanceId), hourly)) return;
    this.#lasting.set(instanceId, hourly);
    const { hours, dollars, machines, isMost, isPart } = this.#until(now);
    const before = isNew ? Math.max(0, now - Math.max(launchedAt, this.#since)) / HOUR : 0;
    this.#spent = {
      at: now,
      machines: machines + (isNew ? 1 : 0),
      hours: { sum: hours.sum + before, perHour: this.#lasting.size },
      dollars: { sum: dollars.sum + before * (hourly?.dollars ?? 0), perHour: this.#dollarsPerHour() },
      isMost: isMost || hourly?.isMost === true,
      isPart: isPart || hourly === null,
    };
  }

  ends(instanceId: string, now: UnixSeconds): void {
    this.#lasting.delete(instanceId);
    const { hours, dollars, ...rest } = this.#until(now);
    this.#spent = {
      ...rest,
      hours: { ...hours, perHour: this.#lasting.size },
      dollars: { ...dollars, perHour: this.#dollarsPerHour() },
    };
  }

  #until(now: UnixSeconds): Spent {
    const { at, hours, dollars, ...rest } = this.#spent;
    const passed = Math.max(0, now - at) / HOUR;
    return {
      ...rest,
      at: Math.max(at, now),
      hours: { ...hours, sum: hours.sum + hours.perHour * passed },
      dollars: { ...dollars, sum: dollars.sum + dollars.perHour * passed },
    };
  }

  #dollarsPerHour(): number {
    return sumOf(this.#lasting.values(), (hourly) => hourly?.dollars ?? 0);
  }
}
