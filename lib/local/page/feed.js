/** @import { News, Snapshot } from '../dashboard/view.ts' */

/** @type {readonly News['type'][]} */
const TYPES = [
  'lane',
  'job',
  'decision',
  'held',
  'expected',
  'lookahead',
  'totals',
  'pace',
  'weeks',
  'trouble',
];
const AGAIN_MS = 2000;

/**
 * @typedef {object} Listener
 * @property {(now: number, snapshot: Snapshot) => void} onSnapshot
 * @property {(now: number, news: News) => void} onNews
 * @property {(isConnected: boolean) => void} onConnection
 */

/**
 * Listens to the server's events for ever. The browser itself comes back after a break, with the id of the last event
 * that it saw; only where the server answers with an error does it give up, and we try again.
 * @param {Listener} listener
 */
export function listen(listener) {
  const source = new EventSource('/api/events');
  source.onopen = () => listener.onConnection(true);
  source.onerror = () => {
    listener.onConnection(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(listener), AGAIN_MS);
  };
  source.addEventListener('snapshot', (event) => {
    const { now, data } = JSON.parse(event.data);
    listener.onSnapshot(now, data);
  });
  for (const type of TYPES) {
    source.addEventListener(type, (event) => {
      const { now, data } = JSON.parse(event.data);
      listener.onNews(now, { type, data });
    });
  }
}
