import type { Command } from 'commander';

/** In place of commander's own, which answers an unknown command with the whole help and no word of it. */
export function registerHelp(group: Command): void {
  group
    .helpCommand(false)
    .command('help')
    .description('show how a command is used')
    .argument('[command...]')
    .action(async (names: readonly string[]): Promise<void> => {
      let command = group;
      for (const name of names) {
        if (command.commands.length === 0) break;
        const inner = command.commands.find((one) => one.name() === name);
        // It has no such command, and says so.
        if (inner === undefined) await command.parseAsync([name], { from: 'user' });
        command = inner ?? command;
      }
      command.help();
    });
}
