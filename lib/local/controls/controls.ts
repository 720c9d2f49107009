import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import * as v from 'valibot';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { nextPolicyChange } from '../dashboard/week.ts';
import type { LocalWorld } from '../world/world.ts';
import { interrupt } from './interrupt.ts';
import { PIPELINE_SIZES, PIPELINES } from './pipelines.ts';
import { pusher } from './push.ts';

const Push = v.object({ size: v.optional(v.picklist(PIPELINE_SIZES), 'small') });
const Loss = v.object({ count: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)) });
const Speed = v.object({ speed: v.pipe(v.number(), v.minValue(0.1), v.maxValue(1000)) });

/** What people can do to the world. Each call answers with its outcome. */
export function controls(world: LocalWorld): Hono {
  const { lostWebhooks, recorder, scheduler } = world;
  const push = pusher(world);
  const app = new Hono();
  app.post('/pipelines', async (c) => {
    const { size } = await bodyOf(c, Push);
    return c.json(push(PIPELINES[size]), 201);
  });
  app.post('/interrupt/:machine', (c) => interrupt(c, world));
  app.post('/webhooks/lose', async (c) => {
    lostWebhooks.loseNext((await bodyOf(c, Loss)).count);
    recorder.mentionTime();
    return c.json({ left: lostWebhooks.left });
  });
  app.post('/clock/speed', async (c) => {
    scheduler.setSpeed((await bodyOf(c, Speed)).speed);
    recorder.mentionTime();
    return c.json({ speed: scheduler.speed });
  });
  app.post('/clock/jump', (c) => {
    const to = nextPeriod(world);
    if (to === undefined) return c.json({ error: 'config.toml has no period to jump to' }, 409);
    if (scheduler.isJumping) return c.json({ error: 'the clock is jumping already' }, 409);
    void scheduler.jumpTo(to).then(() => recorder.mentionTime());
    return c.json({ to: isoTime(to) }, 202);
  });
  return app;
}

/** When the next period of any runner begins or ends. */
function nextPeriod({ settings, scheduler }: LocalWorld): UnixSeconds | undefined {
  const now = scheduler.now();
  const changes = settings.runners.map(({ machine }) => nextPolicyChange(machine, now));
  return changes.filter((change) => change !== undefined).toSorted((one, other) => one - other)[0];
}

/** The body as JSON; an empty one is `{}`. Ends the request with 400 if it is not valid. */
async function bodyOf<S extends v.GenericSchema>({ req }: Context, schema: S): Promise<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, jsonOf(await req.text()));
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
  throw new HTTPException(400, { message: problems.join('; ') });
}

function jsonOf(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(400, { message: 'the body is not JSON' });
  }
}
