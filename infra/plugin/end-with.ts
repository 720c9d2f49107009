import { explain } from '../../lib/cli/explain.ts';

/** Ends the command with an error as `bastionless` shows it, before anything has been done. */
export function endWith(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
