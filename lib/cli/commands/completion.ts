import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

const COMMAND = 'completion';

/**
 * `completion zsh` prints what a shell sources; the shell then asks the hidden `complete -- …` what may follow. It
 * knows the commands that are there when it is registered.
 */
export function registerCompletion(program: Command): void {
  tab(program, { completionCommandName: COMMAND });
  program.commands
    .find((command) => command.name() === COMMAND)
    ?.description('print what completes the command in a shell: source <(bastionless completion zsh)');
}
