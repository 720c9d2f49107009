import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

const FAILED = 1;
const WRONG_USAGE = 2;
/** What shells answer with after Ctrl-C. */
const INTERRUPTED = 130;

/** Runs one command line, without the program's name. Answers with its exit code; what is wrong is one error on stderr. */
export async function run(args: readonly string[]): Promise<number> {
  process.exitCode = 0;
  try {
    await createProgram().parseAsync([...args], { from: 'user' });
    // A command that did what it was to do may have found something to be wrong.
    return process.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    if (error instanceof Error && error.name === 'ExitPromptError') return INTERRUPTED;
    const { explain } = await import('./explain.ts');
    process.stderr.write(`${explain(error)}\n`);
    return FAILED;
  }
}
