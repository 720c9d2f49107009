import { leaves } from '../file/leaves.ts';
import type { KeyPath } from '../file/toml.ts';
import { lookUp } from '../upstream/lookup.ts';
import { type Trap, trap, type Written } from './warning.ts';

const SECOND = 1e9;

/** Somebody who writes 30 means seconds, but GitLab Runner reads nanoseconds. */
export function durationTraps({ index, entry }: Written): Trap[] {
  return leaves(entry, ['runners', index]).flatMap(({ path, value }) => {
    if (typeof value !== 'number' || value <= 0 || value >= SECOND || !isDuration(path)) return [];
    const message = `is ${value} nanoseconds, as GitLab Runner reads it: for seconds write "${value}s"`;
    return [trap('differs', path, message)];
  });
}

function isDuration(path: KeyPath): boolean {
  const found = lookUp(path);
  if (found.kind !== 'Key' || found.depth !== path.length) return false;
  return path.at(-1) === 'idle_time' || (found.key.fate === 'passed on' && found.key.kind === 'duration');
}
