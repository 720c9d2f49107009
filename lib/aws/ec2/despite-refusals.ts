import type { NotDone } from '../../scaler/ports/ec2.ts';
import { isRefusal, withoutCiphertext } from './errors.ts';

/** A call that EC2 does for all ids or for none, and what else is known of it. */
interface BatchCall {
  readonly call: (ids: readonly string[]) => Promise<unknown>;
  /** Of these ids, those of which something is left to do; without it, all. */
  readonly whatIsLeft?: (ids: readonly string[]) => Promise<readonly string[]>;
}

/** EC2 does not know it (any longer): nothing is left to do. */
const NOT_FOUND = /\.NotFound$/;

/**
 * Makes the call for as many ids as EC2 lets us. If EC2 refuses one id, it does nothing for any; and to a role that
 * is bound to a tag it refuses an id that it has forgotten as `UnauthorizedOperation`, without naming it, since there
 * is no tag to see. So after a refusal we look up which ids are there, and halve what is left until those that are
 * refused stand alone. Answers with those; throws every error that is no refusal.
 */
export async function despiteRefusals(
  ids: readonly string[],
  batchCall: BatchCall,
): Promise<readonly NotDone[]> {
  if (ids.length === 0) return [];
  try {
    await batchCall.call(ids);
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { call, whatIsLeft = async () => ids } = batchCall;
    const left = await whatIsLeft(ids);
    if (left.length < ids.length) return despiteRefusals(left, batchCall);
    if (ids.length === 1) return NOT_FOUND.test(error.name) ? [] : ids.map((id) => notDone(id, error));
    const half = Math.ceil(ids.length / 2);
    return [
      ...(await despiteRefusals(ids.slice(0, half), { call })),
      ...(await despiteRefusals(ids.slice(half), { call })),
    ];
  }
}

const notDone = (id: string, { name, message }: Error): NotDone => ({
  id,
  reason: `${name}: ${withoutCiphertext(message)}`,
});
