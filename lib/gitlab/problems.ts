import * as v from 'valibot';

/** Strings that came from outside are shown up to this length. */
const SHOWN = 80;

/** What is wrong with a value from outside: which key, what was expected there, what was found. */
export function described(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue) ?? 'the whole';
  const found = issue.received.slice(0, SHOWN);
  return `${key}: expected ${expectedBy(issue)}, found ${found}`;
}

function expectedBy({ type, expected, requirement }: v.BaseIssue<unknown>): string {
  return expected ?? (type === 'safe_integer' ? 'a whole number' : String(requirement));
}
