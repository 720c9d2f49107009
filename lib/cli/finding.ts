import { type Paint, paint } from './terminal/output.ts';
import { table } from './terminal/table.ts';

/** What was found about one thing. */
export interface Finding {
  /** The thing. */
  readonly check: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do about it; none if there is nothing to do. */
  readonly todo?: string;
}

export type Verdict = 'ok' | 'warn' | 'fail';

export const ok = (check: string, found: string): Finding => ({ check, verdict: 'ok', found });

export const warn = (check: string, found: string, todo = ''): Finding => ({
  ...{ check, verdict: 'warn', found },
  ...(todo !== '' && { todo }),
});

export const fail = (check: string, found: string, todo: string): Finding => ({
  ...{ check, verdict: 'fail', found, todo },
});

export const isFailure = ({ verdict }: Finding): boolean => verdict === 'fail';

const COLOURS: Readonly<Record<Verdict, Paint>> = { ok: 'green', warn: 'yellow', fail: 'red' };

export function findingsTable(findings: readonly Finding[]): string {
  const row = ({ verdict, check, found, todo }: Finding) => [
    paint(COLOURS[verdict], verdict),
    check,
    todo === undefined ? found : `${found}\n→ ${todo}`,
  ];
  return table(['', 'what', 'found'], findings.map(row));
}
