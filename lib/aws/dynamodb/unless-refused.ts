import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/**
 * False if the write's condition did not hold. The SDK repeats a call whose answer was lost; if that call had
 * taken effect, its repetition finds its own write and is refused: so false means "read again", not "not written".
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
