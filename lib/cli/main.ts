#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

const FAILED = 1;
const WRONG_USAGE = 2;
/** What shells answer with after Ctrl-C. */
const INTERRUPTED = 130;

// The reader of a pipe has seen enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  } else if (error instanceof Error && error.name === 'ExitPromptError') {
    process.exitCode = INTERRUPTED;
  } else {
    const { explain } = await import('./explain.ts');
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = FAILED;
  }
}
