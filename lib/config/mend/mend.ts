import { type Inspection, inspect } from '../inspect.ts';
import { ConfigError, type Problem } from '../problem.ts';
import { type LineOrigins, lineOrigins } from './line-origins.ts';
import { type Case, MENDS, type Mend } from './mends.ts';
import { spansIn } from './spans.ts';

export interface Mended {
  readonly text: string;
  /** What was changed, by line of the text that was given. */
  readonly done: readonly Problem[];
}

/** A bound, in case two mends undo each other. */
const MOST_MENDS = 500;

/**
 * Mends what needs no question: keys that must go, that moved, or that were misspelled or set twice. Comments and all else
 * stay as they are. Throws ConfigError if the text is not TOML.
 */
export function mended(text: string, file: string): Mended {
  const done: Problem[] = [];
  const left = new Set<string>();
  let now = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let inspection = inspect(now, file);
  let origins: LineOrigins = lineOrigins(now, now);
  for (let count = 0; count < MOST_MENDS; count += 1) {
    const next = nextMend({ text: now, inspection }, file, left);
    if (next === undefined) break;
    done.push({ ...next.problem, line: originOf(next.problem.line, origins) });
    origins = lineOrigins(now, next.text).map((line) => originOf(line, origins));
    ({ text: now, inspection } = next);
  }
  return { text: text.includes('\r\n') ? now.replaceAll('\n', '\r\n') : now, done };
}

const originOf = (line: number, origins: LineOrigins): number => origins[line - 1] ?? line;

interface Inspected {
  readonly text: string;
  readonly inspection: Inspection;
}

interface Step extends Inspected {
  readonly problem: Problem;
}

function nextMend({ text, inspection }: Inspected, file: string, left: Set<string>): Step | undefined {
  const spans = spansIn(text);
  for (const { path, line, message } of [...inspection.problems, ...inspection.warnings]) {
    const name = `${path}: ${message}`;
    const span = spans.keyAt(path);
    if (span === undefined || left.has(name)) continue;
    const mend = firstMend({ text, path, message, span, spans });
    const after = mend && inspected(mend.text, file);
    if (mend !== undefined && after !== undefined && isBetter(inspection, after)) {
      return { text: mend.text, inspection: after, problem: { path, line, message: mend.said } };
    }
    left.add(name);
  }
  return undefined;
}

/** Undefined if it is not TOML any more. */
function inspected(text: string, file: string): Inspection | undefined {
  try {
    return inspect(text, file);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function isBetter(before: Inspection, after: Inspection): boolean {
  const fewer = before.problems.length - after.problems.length;
  // A file without problems is checked further, so it may have more warnings.
  return fewer > 0 || (fewer === 0 && after.warnings.length < before.warnings.length);
}

function firstMend(one: Case): Mend | undefined {
  for (const mend of MENDS) {
    const result = mend(one);
    if (result !== undefined) return result;
  }
  return undefined;
}
