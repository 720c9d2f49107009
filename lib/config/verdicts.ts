import { parseMachineOptions } from './machine-options/parse.ts';
import type { TomlTable, TomlValue } from './settings.ts';
import { type KeyPath, showPath } from './toml.ts';

/** What becomes of one key of a config.toml. */
export interface KeyVerdict {
  readonly path: string;
  readonly verdict: 'honoured' | 'translated' | 'ignored' | 'refused';
  readonly note: string;
}

type Verdict = Omit<KeyVerdict, 'path'>;

const honoured = (note: string): Verdict => ({ verdict: 'honoured', note });
const translated = (note: string): Verdict => ({ verdict: 'translated', note });
const ignored = (note: string): Verdict => ({ verdict: 'ignored', note });

const OWN_RUNNER = ignored('because each machine gets a runner of its own from GitLab');
const NO_MANAGER = ignored('because no runner manager runs: machines ask GitLab by themselves');
const OFF_PEAK = honoured('here; GitLab Runner has ignored it since 14.0');

/** By a key's path within its `[[runners]]` entry; the first that matches counts. */
const RUNNER_KEYS: readonly (readonly [RegExp, Verdict])[] = [
  [/^(token|id|token_obtained_at|token_expires_at)$/, OWN_RUNNER],
  [/^executor$/, translated('to executor = "docker" on each machine')],
  [/^(name|url)$/, honoured('as it is')],
  [/^limit$/, honoured('machines of this runner at once; 0 is no limit')],
  [/^machine\.OffPeak/, OFF_PEAK],
  [/^bastionless\.permissions\b/, honoured('jobs may do it with the role of their machine')],
  [/^bastionless\.replace_on_rebalance$/, honoured('a machine that EC2 advises to leave is replaced')],
  [/^bastionless\.retry_/, honoured('for jobs that are lost when EC2 takes their machine')],
  [/^bastionless\.instance_types$/, honoured('EC2 takes the one of them that has capacity, and is cheap')],
  [/^bastionless\.subnets$/, honoured('EC2 takes the one of them that has capacity')],
  [
    /^bastionless\.on_demand_fallback$/,
    honoured('machines that spot has no capacity for are bought on demand'),
  ],
  [/^(machine|bastionless)\b/, honoured('as it is')],
  [/^autoscaler\.policy\b/, translated('to idle rules as of [[runners.machine.autoscaling]]')],
  [/^autoscaler\.max_instances$/, translated('to limit')],
  [/^autoscaler\.max_use_count$/, translated('to MaxBuilds')],
  [/^autoscaler\.capacity_per_instance$/, honoured('a machine runs one job at a time')],
  [/^autoscaler\b/, ignored('because machines are launched without an Auto Scaling group or a plugin')],
  [/./, translated('to the same key of each machine’s own config.toml')],
];

/** Every key at the top of the file. */
export function topVerdicts(config: TomlTable): KeyVerdict[] {
  const keys = leaves(config, []).filter(({ path: [first] }) => first !== 'runners');
  return keys.map(({ path }) => ({
    path: showPath(path),
    ...(path[0] === 'concurrent' ? honoured('machines of all runners at once') : NO_MANAGER),
  }));
}

/** Every key of one `[[runners]]` entry, whether it is right or not; MachineOptions one by one. */
export function runnerVerdicts(entry: TomlTable, index: number): KeyVerdict[] {
  return leaves(entry, []).map(({ path, value }) => ({
    path: showPath(['runners', index, ...path]),
    ...verdictOf(path, value),
  }));
}

function verdictOf(path: KeyPath, value: TomlValue): Verdict {
  if (isOption(path) && typeof value === 'string') {
    const [option] = parseMachineOptions([value]).verdicts;
    if (option !== undefined) return { verdict: option.verdict, note: `${flagOf(value)}: ${option.note}` };
  }
  const shown = showPath(path);
  const [, verdict] = RUNNER_KEYS.find(([pattern]) => pattern.test(shown)) ?? [];
  return verdict ?? honoured('as it is');
}

const isOption = (path: KeyPath): boolean =>
  path.at(-2) === 'MachineOptions' || path.at(-2) === 'machine_options';
const flagOf = (option: string): string => option.split('=')[0] ?? option;

interface Leaf {
  readonly path: KeyPath;
  readonly value: TomlValue;
}

/** Lists are one key, but lists of tables and MachineOptions. */
function leaves(value: TomlValue, path: KeyPath): Leaf[] {
  if (Array.isArray(value)) {
    const isEachAKey = isOption([...path, 0]) || value.some(isTable);
    return isEachAKey ? value.flatMap((item, index) => leaves(item, [...path, index])) : [{ path, value }];
  }
  if (!isTable(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function isTable(value: TomlValue): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
