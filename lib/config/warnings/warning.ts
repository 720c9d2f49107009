import type { KeyPath, TomlDocument } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import type { Problem } from '../problem.ts';
import type { RunnerSettings } from '../settings.ts';

/** What happens if nobody heeds a warning, the worst first. */
export const HARMS = [
  /** Someone may do what they could not before. */
  'exposed',
  /** Machines or jobs will not work. */
  'broken',
  /** What had an effect on the bastion has none here. */
  'lost',
  /** It is not what its author may take it to be. */
  'differs',
] as const;
export type Harm = (typeof HARMS)[number];

/** What is no error, and not what its author may take it to be. */
export interface Warning extends Problem {
  readonly harm: Harm;
}

/** A warning before it has its line. */
export interface Trap {
  /** From the top of the file. */
  readonly path: KeyPath;
  readonly harm: Harm;
  readonly message: string;
}

/** A runner of a file, as it is written and as it is meant. */
export interface Written {
  readonly index: number;
  readonly entry: TomlTable;
  /** Without the keys that are wrong; none if it cannot be understood without them. */
  readonly runner?: RunnerSettings;
}

export interface Inspected {
  /** What executors read of it. */
  readonly document: TomlDocument;
  /** The file with what they do not read. */
  readonly whole: TomlTable;
  /** What the entries mean, by their index, as far as that can be told. */
  readonly runners: ReadonlyMap<number, RunnerSettings>;
}

export const trap = (harm: Harm, path: KeyPath, message: string): Trap => ({ harm, path, message });
