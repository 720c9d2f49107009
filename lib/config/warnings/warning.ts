import type { KeyPath, TomlDocument } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import type { Problem } from '../problem.ts';
import type { RunnerSettings } from '../settings.ts';

/** What happens if a warning is ignored, the worst first. */
export const HARMS = [
  /** Someone may do what they could not before. */
  'exposed',
  /** Machines or jobs will not work. */
  'broken',
  /** Something that had an effect on the bastion has none here. */
  'lost',
  /** It does not do what its author may expect. */
  'differs',
] as const;
export type Harm = (typeof HARMS)[number];

/** Something that is no error, but may surprise its author. */
export interface Warning extends Problem {
  readonly harm: Harm;
}

/** A warning without its line. */
export interface Trap {
  /** From the top of the file. */
  readonly path: KeyPath;
  readonly harm: Harm;
  readonly message: string;
}

/** A runner of a file, as written and as understood. */
export interface Written {
  readonly index: number;
  readonly entry: TomlTable;
  /** Understood without its wrong keys; none if that is impossible. */
  readonly runner?: RunnerSettings;
}

export interface Inspected {
  /** The part of the file that its executors read. */
  readonly document: TomlDocument;
  /** The whole file, also what they do not read. */
  readonly whole: TomlTable;
  /** The entries that can be understood, by their index. */
  readonly runners: ReadonlyMap<number, RunnerSettings>;
}

export const trap = (harm: Harm, path: KeyPath, message: string): Trap => ({ harm, path, message });
