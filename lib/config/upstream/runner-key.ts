import type { Kind } from './kinds.ts';

/** One key of GitLab Runner's config.toml, and what becomes of it here. */
export type RunnerKey =
  /** Its schema in lib/config/schema says what it must be, and what it means here. */
  | { readonly fate: 'schema'; readonly since?: string }
  /** Each machine's own config.toml has it, as it is written. */
  | {
      readonly fate: 'passed on';
      readonly kind: Kind;
      readonly since?: string;
      readonly file?: true;
      /** What is changed in it, and when. */
      readonly but?: string;
    }
  /** What `because` says has its place. */
  | { readonly fate: 'replaced'; readonly kind: Kind; readonly because: string }
  | { readonly fate: 'ignored'; readonly kind: Kind; readonly because: string; readonly since?: string }
  /** Of an older GitLab Runner. `moved` is where it went, from the entry: its value is taken from there. */
  | { readonly fate: 'gone'; readonly in: string; readonly instead: string; readonly moved?: string }
  /** Of no GitLab Runner ever, but people write it there. */
  | {
      readonly fate: 'misplaced';
      readonly instead: string;
      /** Its name in `[runners.bastionless]`, if it has one. */
      readonly ours?: string;
    };

export type RunnerTable = Readonly<Record<string, RunnerKey>>;

export const schema = (since?: string): RunnerKey => ({
  fate: 'schema',
  ...(since !== undefined && { since }),
});
export const passed = (kind: Kind, since?: string): RunnerKey => ({
  ...{ fate: 'passed on', kind },
  ...(since !== undefined && { since }),
});
export const changed = (kind: Kind, but: string): RunnerKey => ({ fate: 'passed on', kind, but });
export const file = (but?: string): RunnerKey => ({
  ...{ fate: 'passed on', kind: 'text', file: true },
  ...(but !== undefined && { but }),
});
export const replaced = (kind: Kind, because: string): RunnerKey => ({ fate: 'replaced', kind, because });
export const ignored = (kind: Kind, because: string, since?: string): RunnerKey => ({
  ...{ fate: 'ignored', kind, because },
  ...(since !== undefined && { since }),
});
export const gone = (version: string, instead: string, moved?: string): RunnerKey => ({
  ...{ fate: 'gone', in: version, instead },
  ...(moved !== undefined && { moved }),
});
export const misplaced = (instead: string): RunnerKey => ({ fate: 'misplaced', instead });
export const inGitLab = (ours: string): RunnerKey => ({
  ...{ fate: 'misplaced', ours },
  instead: `GitLab Runner has no such key: it is set in GitLab. Here it is ${ours} in [runners.bastionless]`,
});
