import { onGuests, rehearsed } from './on-guests.ts';
import { POLL, REGISTER } from './outside/neighbour.ts';
import { timeline } from './timeline.ts';

onGuests('a first boot', () => {
  test('registers, takes a job, runs it in a container, and powers off when EC2 ends the instance', async () => {
    await rehearsed({}, async (rehearsal) => {
      const { world, calls } = rehearsal;
      const job = rehearsal.push(1);
      const guest = await rehearsal.guest();
      await rehearsal.until(() => rehearsal.job(job).status === 'success');
      expect(calls.filter(({ call }) => call === REGISTER).map(({ status }) => status)).toEqual([200]);
      expect(calls.find(({ call }) => call === POLL)?.status).toBe(201);
      const [instance] = world.ec2.instances();
      world.ec2.end(instance?.instanceId ?? '');
      await guest.off;
      process.stderr.write(`${timeline(guest, rehearsal)}\n`);
    });
  });
});
