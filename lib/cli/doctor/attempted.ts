import { troubleOf } from '../explain.ts';
import { type Finding, warn } from '../finding.ts';

/** What is found; or, as a warning, why it could not be looked at. */
export async function attempted<T>(check: string, find: () => Promise<T>): Promise<T | Finding> {
  try {
    return await find();
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return warn(check, `could not be looked at: ${message}`, todo);
  }
}
