import { isDeepStrictEqual } from 'node:util';
import { DEFAULTS } from '../../../lib/config/machine-options/draft.ts';
import { ENGINE_OPTIONS } from '../../../lib/config/machine-options/engine-options.ts';
import type { Honoured } from '../../../lib/config/machine-options/option.ts';
import { OPTIONS } from '../../../lib/config/machine-options/options.ts';
import { row, tableHead } from './table.ts';

/** Every option of the amazonec2 driver. */
export function optionSection(): string {
  const options = Object.entries(OPTIONS);
  const honoured = options.flatMap(([name, option]) =>
    option.verdict === 'honoured'
      ? [row(`\`amazonec2-${name}\``, option.expected, defaultOf(option), option.note)]
      : [],
  );
  const others = options.flatMap(([name, option]) =>
    option.verdict === 'honoured'
      ? []
      : [[`**${option.verdict}** because ${option.because}`, `\`amazonec2-${name}\``] as const],
  );
  return [
    '## MachineOptions',
    'The options of docker-machine’s driver `amazonec2`, in `MachineOptions` of `[runners.machine]` or `machine_options` of ' +
      '`[runners.bastionless]`. An option that is not known is refused, with the name that it may have meant. One without a ' +
      'value is not set. Of an option that is set twice the last counts, but for `amazonec2-security-group` and `-tags`, and with ' +
      '`amazonec2-use-fleet=true` also of types and subnets, which are all taken.',
    [...tableHead('option', 'must be', 'default', 'means here'), ...honoured].join('\n'),
    'These are known, and do nothing or may not be:',
    listed(others),
    'And docker-machine’s own, for Docker’s engine on the machines. `docker_daemon` and its like in `[runners.bastionless]` say ' +
      'the same in plainer words.',
    ofTheEngine(),
  ].join('\n\n');
}

/** Names, by what is said of them. */
function listed(said: readonly (readonly [what: string, name: string])[]): string {
  const groups = [...Map.groupBy(said, ([what]) => what)];
  return groups.map(([what, own]) => `- ${own.map(([, name]) => name).join(', ')}: ${what}`).join('\n');
}

function ofTheEngine(): string {
  const options = Object.entries(ENGINE_OPTIONS);
  const honoured = options.flatMap(([name, option]) =>
    option.verdict === 'honoured'
      ? [row(`\`${name}\``, option.expected, option.noteOf?.('…') ?? option.note)]
      : [],
  );
  const others = options.flatMap(([name, option]) =>
    option.verdict === 'honoured'
      ? []
      : [[`**${option.verdict}** because ${option.because}`, `\`${name}\``] as const],
  );
  return [[...tableHead('option', 'must be', 'here'), ...honoured].join('\n'), listed(others)].join('\n\n');
}

/** What the option's part of the settings is before any option is read. */
function defaultOf({ take, byDefault, isList }: Honoured): string {
  if (byDefault !== undefined) return `\`${byDefault}\``;
  const isDefault = (value: string) => isDeepStrictEqual(taken(take, value), DEFAULTS);
  const truths = isList ? [] : ['true', 'false'].filter(isDefault);
  if (truths.length === 2) return 'always';
  if (truths.length === 1) return `\`${truths[0]}\``;
  const before = DEFAULTS as unknown as Settings;
  const after = taken(take, '1') as unknown as Settings;
  return changed(before, after);
}

type Settings = Readonly<Record<string, unknown>>;

function changed(before: Settings, after: Settings): string {
  const key = Object.keys(after).find((name) => !isDeepStrictEqual(before[name], after[name]));
  const value = key === undefined ? undefined : before[key];
  if (key !== undefined && isSettings(value) && isSettings(after[key]) && key === 'disk')
    return changed(value, after[key]);
  if (value === undefined || (typeof value === 'object' && Object.keys(Object(value)).length === 0))
    return 'none';
  return `\`${String(value)}\``;
}

const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null;

const taken = (take: Honoured['take'], value: string) => ({ ...DEFAULTS, ...take(value, DEFAULTS) });
