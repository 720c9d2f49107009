import { leaves } from '../file/leaves.ts';
import { type KeyPath, showPath } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import { RUNNER_VERSION } from '../upstream/keys.ts';
import { guess, lookUp, shownTable } from '../upstream/lookup.ts';
import type { RunnerKey } from '../upstream/runner-key.ts';
import { type Trap, trap } from './warning.ts';

/** Keys that today's GitLab Runner does not read, each once, however much is in them. */
export function keyTraps(config: TomlTable): Trap[] {
  const told = new Map<string, Trap>();
  for (const { path, value } of leaves(config, [])) {
    const found = keyTrap(path, value === '' || (Array.isArray(value) && value.length === 0));
    if (found !== undefined && !told.has(showPath(found.path))) told.set(showPath(found.path), found);
  }
  return [...told.values()];
}

/** An empty key that does nothing needs no warning. */
function keyTrap(path: KeyPath, isEmpty: boolean): Trap | undefined {
  const found = lookUp(path);
  if (found.kind === 'Unknown') return trap('lost', path.slice(0, found.depth), unknownText(found));
  if (found.kind === 'Table' || isEmpty) return undefined;
  const message = outdated(found.key);
  return message === undefined ? undefined : trap(harmOf(path), path.slice(0, found.depth), message);
}

/** Protection decides who may use a machine's role. */
const harmOf = (path: KeyPath) => (path.at(-1) === 'access_level' ? 'exposed' : 'lost');

function outdated(key: RunnerKey): string | undefined {
  if (key.fate === 'misplaced') return key.instead;
  if (key.fate !== 'gone') return undefined;
  const here = key.moved === undefined ? '' : ', where it is put on machines';
  return `is gone from GitLab Runner since ${key.in}: ${key.instead}${here}`;
}

export function unknownText({ table, name }: { readonly table: string; readonly name: string }): string {
  const hint = guess(table, name);
  return `is not a key of ${shownTable(table)} in GitLab Runner ${RUNNER_VERSION}, so it does nothing${hint === undefined ? '' : `: ${hint}`}`;
}
