import type { Kind } from './kinds.ts';

/** What becomes of a key of GitLab Runner's config.toml here. */
export type RunnerKey =
  /** Its schema in lib/config/schema says what it must be and what it means. */
  | { readonly fate: 'schema'; readonly since?: string }
  /** It goes into each machine's own config.toml as it is written. */
  | {
      readonly fate: 'passed on';
      readonly kind: Kind;
      readonly since?: string;
      readonly file?: true;
      /** What we change in it, and when. */
      readonly but?: string;
    }
  /** Something else replaces it: see `because`. */
  | { readonly fate: 'replaced'; readonly kind: Kind; readonly because: string }
  | { readonly fate: 'ignored'; readonly kind: Kind; readonly because: string; readonly since?: string }
  /** Only older versions of GitLab Runner read it. `moved`: the key that replaced it, by its path in the entry. */
  | { readonly fate: 'gone'; readonly in: string; readonly instead: string; readonly moved?: string }
  /** No GitLab Runner has ever read it, but people write it there. */
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
