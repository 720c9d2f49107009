import { unreadBecause } from './executors.ts';
import { leaves, runnerTables } from './file/leaves.ts';
import { type KeyPath, showPath } from './file/toml.ts';
import type { TomlTable, TomlValue } from './file/toml-value.ts';
import type { Inspection } from './inspect.ts';
import { split } from './machine-options/parse.ts';
import { writtenOptions } from './machine-options/written.ts';
import { Config } from './schema/config.ts';
import { type AnySchema, type KeyText, schemaAt, textOf } from './schema/key-text.ts';
import { lookUp } from './upstream/lookup.ts';
import type { RunnerKey } from './upstream/runner-key.ts';
import { unknownText } from './warnings/keys.ts';

/** What becomes of a key of a config.toml. */
export interface KeyVerdict {
  readonly path: string;
  readonly line: number;
  readonly verdict: VerdictName;
  readonly note: string;
  /** Do GitLab Runner and docker-machine do the same? */
  readonly isSame: boolean;
}

export type VerdictName = 'honoured' | 'passed on' | 'replaced' | 'ignored' | 'refused';
type Verdict = Pick<KeyVerdict, 'verdict' | 'note' | 'isSame'>;

/** Every key of the file, right or wrong; docker-machine's options one by one. */
export function verdictsOf({ document, problems }: Inspection): KeyVerdict[] {
  const options = optionVerdicts(document.value);
  return leaves(document.value, []).map(({ path, value }) => {
    const shown = showPath(path);
    const key = showPath(keyOf(path));
    const problem = problems.find(
      (one) => [shown, key].includes(one.path) || holds(shown, one.path) || holds(one.path, shown),
    );
    const unread = unreadBecause(document.value, path);
    if (unread !== undefined)
      return { path: shown, line: document.lineOf(path), verdict: 'ignored', note: unread, isSame: true };
    const verdict =
      problem === undefined ? (options.get(shown) ?? verdictOf(path, value)) : refused(problem.message);
    return { path: shown, line: document.lineOf(path), ...verdict };
  });
}

/** Is the second path within the first? */
const holds = (path: string, other: string): boolean =>
  path !== '' && (other.startsWith(`${path}[`) || other.startsWith(`${path}.`));

/** For a key of the user's own, the key that holds it. */
function keyOf(path: KeyPath): KeyPath {
  const found = lookUp(path);
  return found.kind === 'Key' && found.key.fate === 'passed on' ? path.slice(0, found.depth) : path;
}

const refused = (note: string): Verdict => ({ verdict: 'refused', note, isSame: false });

/** Of docker-machine's options, by their paths. */
function optionVerdicts(config: TomlTable): Map<string, Verdict> {
  const options = runnerTables(config).flatMap(writtenOptions);
  return new Map(
    options.map(({ path, text, verdict, note }) => {
      const isSame = verdict === 'honoured' || note.startsWith('because it is empty');
      return [showPath(path), { verdict, note: `${split(text).flag}: ${note}`, isSame }];
    }),
  );
}

/** What becomes of the key at a path, by itself. */
export function verdictOf(path: KeyPath, value: TomlValue): Verdict {
  const found = lookUp(path);
  if (found.kind === 'Unknown') return { verdict: 'ignored', note: unknownText(found), isSame: true };
  const fate = found.kind === 'Key' ? found.key : undefined;
  if (fate !== undefined && fate.fate !== 'schema') return ofFate(fate, value);
  const schema = schemaAt(Config as unknown as AnySchema, path);
  const text = schema && textOf(schema);
  return text === undefined ? { verdict: 'ignored', note: 'because it is empty', isSame: true } : told(text);
}

const PASSED_ON = 'to each machine’s own config.toml';
const noted = (but: string | undefined): string => (but === undefined ? PASSED_ON : `${PASSED_ON}; ${but}`);

function ofFate(key: Exclude<RunnerKey, { readonly fate: 'schema' }>, value: TomlValue): Verdict {
  switch (key.fate) {
    case 'passed on':
      return { verdict: 'passed on', note: noted(key.but), isSame: true };
    case 'replaced':
      return { verdict: 'replaced', note: key.because, isSame: true };
    case 'ignored':
      return { verdict: 'ignored', note: key.because, isSame: value === '' };
    case 'misplaced':
      return { verdict: 'ignored', note: key.instead, isSame: false };
    case 'gone': {
      const gone = `gone from GitLab Runner since ${key.in}: ${key.instead}`;
      if (key.moved === undefined || value === '')
        return { verdict: 'ignored', note: gone, isSame: value === '' };
      return {
        verdict: 'replaced',
        note: `by ${key.moved} of each machine’s own config.toml: it is ${gone}`,
        isSame: false,
      };
    }
  }
}

function told({ verdict, means, inRunner }: KeyText): Verdict {
  const note =
    verdict !== 'honoured' || inRunner === undefined ? means : `${means} (GitLab Runner: ${inRunner})`;
  return { verdict, note, isSame: verdict === 'honoured' && inRunner === undefined };
}
