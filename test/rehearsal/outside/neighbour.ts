import { Hono } from 'hono';

/** A call from a guest, and what it was answered. */
export interface Call {
  /** Unix time in seconds at which it was answered. */
  readonly at: number;
  /** Method and path. */
  readonly call: string;
  readonly status: number;
}

export interface NeighbourOptions {
  /** The world, as guests reach it. */
  readonly serve: (request: Request) => Response | Promise<Response>;
  /** Answers in the world's place, where it answers. */
  readonly interfere?: (call: string) => Response | undefined;
  /** What becomes of the text that a machine is answered when it registers. */
  readonly reword?: (registration: string) => string;
  readonly onCall: (call: Call) => void;
}

export const REGISTER = 'POST /machines/register';
export const POLL = 'POST /api/v4/jobs/request';

/** The other host in a guest's network: all that the guest calls, each call noted. */
export function neighbour({ serve, interfere, reword, onCall }: NeighbourOptions): Hono {
  const app = new Hono();
  app.all('*', async (c) => {
    const call = `${c.req.method} ${c.req.path}`;
    const answer = interfere?.(call) ?? (await serve(c.req.raw));
    onCall({ at: Date.now() / 1000, call, status: answer.status });
    if (call !== REGISTER || answer.status !== 200 || reword === undefined) return answer;
    return new Response(reword(await answer.text()), answer);
  });
  return app;
}
