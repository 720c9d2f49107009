import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/**
 * False if the write's condition did not hold. The SDK repeats a call whose answer was lost. If that call took
 * effect, the repetition meets its own write and is refused. So false means "read again", not "not written".
 */
export async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
