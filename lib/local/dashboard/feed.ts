import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { News, Snapshot } from './view.ts';

/** One server-sent event. https://html.spec.whatwg.org/multipage/server-sent-events.html */
interface FeedEvent {
  /** Lets a client that comes back say what it saw last; none for what is soon sent again anyway. */
  readonly id?: string;
  readonly event: News['type'] | 'snapshot';
  /** JSON. */
  readonly data: string;
}

type Listener = (event: FeedEvent) => void;

/** A client that missed no more events than this gets them one by one; another gets a new snapshot. */
const KEPT = 1000;

/**
 * The events for all clients, in order. A client that comes back gets what it missed; a new one gets
 * everything.
 */
export class Feed {
  /** Part of each id: the ids of an earlier start mean nothing. */
  readonly #epoch: string;
  readonly #now: () => UnixSeconds;
  readonly #snapshot: () => Snapshot;
  readonly #listeners = new Set<Listener>();
  #told: FeedEvent[] = [];
  #count = 0;

  constructor(epoch: string, now: () => UnixSeconds, snapshot: () => Snapshot) {
    this.#epoch = epoch;
    this.#now = now;
    this.#snapshot = snapshot;
  }

  tell(news: readonly News[]): void {
    for (const { type, data } of news) {
      this.#count += 1;
      const event = { id: this.#idOf(this.#count), event: type, data: this.#written(data) };
      this.#told.push(event);
      for (const listener of this.#listeners) listener(event);
    }
    if (this.#told.length > 2 * KEPT) this.#told = this.#told.slice(-KEPT);
  }

  /** Earlier events no longer hold: all clients get a new snapshot, also those who come back. */
  startOver(): void {
    this.#told = [];
    this.#count += 1;
    const all = this.#all();
    for (const listener of this.#listeners) listener(all);
  }

  /** Sent at once, but not again to those who come back. */
  mention({ type, data }: News): void {
    for (const listener of this.#listeners) listener({ event: type, data: this.#written(data) });
  }

  /** The listener gets what it has not seen, then all news. Returns a function that stops it. */
  listen(lastId: string | undefined, listener: Listener): () => void {
    for (const event of this.#missedSince(lastId) ?? [this.#all()]) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** Undefined if it is not known what the client has missed. */
  #missedSince(lastId: string | undefined): FeedEvent[] | undefined {
    if (lastId === this.#idOf(this.#count)) return [];
    const place = this.#told.findIndex(({ id }) => id === lastId);
    return lastId === undefined || place < 0 ? undefined : this.#told.slice(place + 1);
  }

  #all(): FeedEvent {
    return { id: this.#idOf(this.#count), event: 'snapshot', data: this.#written(this.#snapshot()) };
  }

  #idOf(count: number): string {
    return `${this.#epoch}-${count}`;
  }

  #written(data: unknown): string {
    return JSON.stringify({ now: this.#now(), data });
  }
}
