import type { Context } from 'hono';
import { WARNING_SECONDS } from '../../simulation/ec2/ec2.ts';
import type { LocalWorld } from '../world/world.ts';

/** Interrupts a spot machine as EC2 does: a warning now, the end two minutes later. By its name or instance id. */
export async function interrupt(c: Context, { store, ec2 }: LocalWorld): Promise<Response> {
  const wanted = c.req.param('machine');
  const { machines } = await store.readActive();
  const machine = machines.find(({ name, instanceId }) => name === wanted || instanceId === wanted);
  if (machine === undefined) return c.json({ error: `there is no machine ${wanted}` }, 404);
  const { name, instanceId, spotRequestId } = machine;
  if (spotRequestId === undefined) {
    return c.json({ error: `${name} is no spot machine: EC2 does not interrupt it` }, 409);
  }
  ec2.interrupt(instanceId);
  return c.json({ name, instanceId, endsInSeconds: WARNING_SECONDS }, 202);
}
