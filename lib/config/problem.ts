/** One thing that is wrong in a config.toml, for the person who wrote it. */
export interface Problem {
  /** Where, as `runners[0].machine.IdleCount`; empty for the file as a whole. */
  readonly path: string;
  /** Line in the file, from 1. */
  readonly line: number;
  /** What is wrong, what is expected and what to do. */
  readonly message: string;
}

/** A config.toml that cannot be used, with all that is wrong in it. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(
      toldOnce(problems)
        .map((problem) => describeProblem(file, problem))
        .join('\n'),
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** One line: file, line, key, and what is wrong. */
export function describeProblem(file: string, { path, line, message }: Problem): string {
  const place = `${file}:${line}`;
  return path ? `${place}: ${path}: ${message}` : `${place}: ${message}`;
}

/** Lines that are named of those that say the same. */
const NAMED = 3;

/** What is said of several runners alike, said once: of the first, with the lines of the others. */
export function toldOnce<T extends Partial<Problem>>(problems: readonly T[]): readonly T[] {
  const alike = Map.groupBy(
    problems,
    ({ path = '', message }) => `${path.replace(/^runners\[\d+\]/, '')} ${message}`,
  );
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const lines = others
      .slice(0, NAMED)
      .map(({ line }) => line)
      .join(', ');
    const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
    return {
      ...first,
      message: `${first.message} (also in ${others.length > 1 ? 'lines' : 'line'} ${lines}${more})`,
    };
  });
}
