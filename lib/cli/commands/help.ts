import type { Command } from 'commander';

/** In place of commander's own, which answers an unknown command with the whole help and no word of it. */
export function registerHelp(group: Command): void {
  group
    .addHelpText('before', () => refuseUnknown(group))
    .helpCommand(false)
    .command('help')
    .description('show how a command is used')
    .argument('[command...]')
    .action((names: readonly string[]): void => {
      let command = group;
      for (const name of names) {
        if (command.commands.length === 0) break;
        const inner = command.commands.find((one) => one.name() === name);
        if (inner === undefined) refuse(command, name);
        command = inner ?? command;
      }
      command.help();
    });
}

/** `bastionless nope --help`: the help of all commands would not be what was asked for. */
function refuseUnknown(group: Command): string {
  const [name = ''] = group.args;
  const isKnown = group.commands.some((one) => one.name() === name);
  if (name !== '' && !name.startsWith('-') && !isKnown) refuse(group, name);
  return '';
}

/** Throws what commander throws of a command that the group does not have: it names the nearest. */
function refuse(group: Command, name: string): void {
  group.parse([name], { from: 'user' });
}
