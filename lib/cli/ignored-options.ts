import type { Command } from 'commander';

/** An option that has no effect with another, or without it. Each is a long flag, as `--undo`. */
export type Ignored =
  | { readonly option: string; readonly besides: string }
  | { readonly option: string; readonly without: string };

/** Refuses options that would be ignored: whoever gives one expects something of it. */
export function refuseIgnored(command: Command, rules: readonly Ignored[]): Command {
  return command.hook('preAction', () => {
    const ignored = rules.find((rule) => isGiven(command, rule.option) && isIgnored(command, rule));
    if (ignored === undefined) return;
    const why = 'besides' in ignored ? `with ${ignored.besides}` : `without ${ignored.without}`;
    command.error(`error: ${ignored.option} has no effect ${why}: leave it out.`);
  });
}

function isIgnored(command: Command, rule: Ignored): boolean {
  return 'besides' in rule ? isGiven(command, rule.besides) : !isGiven(command, rule.without);
}

function isGiven(command: Command, flag: string): boolean {
  const option = command.options.find(({ long }) => long === flag);
  if (option === undefined) throw new Error(`${command.name()} has no option ${flag}`);
  return command.getOptionValueSource(option.attributeName()) === 'cli';
}
