import type { World } from '../../../lib/scaler/ports/world.ts';

export type Moment = 'before it takes effect' | 'after it took effect';

interface Crash {
  readonly world: World;
  /** The call at which everything stopped; undefined if there were not so many. */
  readonly at: () => string | undefined;
}

/**
 * The world as a function finds it that dies at its n-th call of a port: that call is made or not, and none after it
 * is. Reading the clock is no call.
 */
export function crashAt(world: World, nth: number, moment: Moment): Crash {
  let calls = 0;
  let at: string | undefined;
  const isDead = () => calls > nth || (calls === nth && moment === 'before it takes effect');
  const call = async (name: string, take: () => unknown): Promise<unknown> => {
    calls += 1;
    if (calls === nth) at = name;
    if (isDead()) throw new Error('crashed');
    const answer = await take();
    if (calls >= nth) throw new Error('crashed');
    return answer;
  };
  const mortal = <T extends object>(port: T, name: string): T =>
    new Proxy(port, {
      get(target, key) {
        const part = Reflect.get(target, key);
        const partName = `${name}.${String(key)}`;
        if (typeof part !== 'function') return mortal(part as object, partName);
        return (...args: unknown[]) => call(partName, () => part.apply(target, args));
      },
    });
  const { store, ec2, gitlab } = world;
  const ports = {
    store: mortal(store, 'store'),
    ec2: mortal(ec2, 'ec2'),
    gitlab: mortal(gitlab, 'gitlab'),
  };
  return { world: { ...world, ...ports }, at: () => at };
}
