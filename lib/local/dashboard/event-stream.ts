import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Feed } from './feed.ts';

/** A client that is this many events behind is disconnected: it comes back for a snapshot. */
const MOST_BEHIND = 2000;
/** How long a browser waits before it comes back. */
const RETRY_MS = 1000;

/**
 * The feed as server-sent events, to each client until it goes.
 *
 * @param whileHeard starts what runs only while there are clients; returns a function that stops it
 */
export function eventStreams(feed: Feed, whileHeard: () => () => void): (c: Context) => Response {
  let end: (() => void) | undefined;
  return (c) => {
    // Proxies must not buffer events.
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      let behind = 0;
      const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
      const silence = feed.listen(c.req.header('last-event-id'), (event) => {
        behind += 1;
        if (behind > MOST_BEHIND) return stream.abort();
        void stream.writeSSE({ ...event, retry: RETRY_MS }).finally(() => {
          behind -= 1;
        });
      });
      end ??= whileHeard();
      await gone;
      silence();
      if (feed.isHeard) return;
      end?.();
      end = undefined;
    });
  };
}
