import type { KeyPath } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import type { RunnerSettings } from '../settings.ts';
import { listAt, tableAt } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Surprises of several jobs at once on a machine. */
export function jobsAtOnceTraps({ index, entry, runner }: Written): Trap[] {
  const [table, key] =
    entry['executor'] === 'docker-autoscaler'
      ? (['autoscaler', 'capacity_per_instance'] as const)
      : (['bastionless', 'jobs_per_machine'] as const);
  const wanted = tableAt(entry, table)[key];
  if (runner === undefined || typeof wanted !== 'number' || wanted === 1) return [];
  const at: KeyPath = ['runners', index, table, key];
  return [...fewerByBuilds(at, wanted, runner), ...sharedBuilds(['runners', index], entry)];
}

/** Every place may get a job at any time, so all places of a machine count from its launch. */
export function concurrentTraps({ concurrent }: TomlTable, runners: readonly Written[]): Trap[] {
  if (typeof concurrent !== 'number') return [];
  return runners.flatMap(({ runner }) => {
    if (runner === undefined || runner.machine.places === 1 || runner.machine.places <= concurrent) return [];
    const message = `a machine of ${runner.name} runs ${runner.machine.places} jobs at once: with less than that none is ever launched`;
    return [trap('broken', ['concurrent'], message)];
  });
}

function fewerByBuilds(at: KeyPath, wanted: number, { machine }: RunnerSettings): Trap[] {
  if (machine.places === wanted) return [];
  const message = `a machine runs no more than ${machine.places} at once, since it may run no more in all`;
  return [trap('differs', at, message)];
}

const BUILDS = '/builds';

/** Jobs of one project would work in one folder: to every place it is the first job of its machine, CI_CONCURRENT_ID 0. */
function sharedBuilds(at: KeyPath, entry: TomlTable): Trap[] {
  const volumes = listAt(tableAt(entry, 'docker'), 'volumes');
  const place = volumes.findIndex((volume) => {
    const [, inside] = String(volume).split(':');
    return inside === (entry['builds_dir'] ?? BUILDS);
  });
  if (place === -1) return [];
  const message =
    'the jobs that a machine runs at once would share this folder, and overwrite each other’s sources: leave it out';
  return [trap('broken', [...at, 'docker', 'volumes', place], message)];
}
