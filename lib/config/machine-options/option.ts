import type { Draft } from './draft.ts';

/** One flag of docker-machine, its amazonec2 driver or a fork of it, and what becomes of it here. */
export type Option = Honoured | Unhonoured;

interface Unhonoured {
  readonly verdict: 'replaced' | 'ignored' | 'refused';
  readonly because: string;
  readonly isList?: true;
}

/** What a value makes of the options before it. */
type Take<Value> = (value: Value, draft: Draft) => Partial<Draft>;

export interface Honoured {
  readonly verdict: 'honoured';
  readonly note: string;
  readonly expected: string;
  readonly pattern: RegExp;
  /** What it changes. */
  readonly take: Take<string>;
  /** The note for a value, if it says more than `note`. */
  readonly noteOf?: (value: string) => string;
  /** What is wrong with a value that fits the pattern; it follows the flag's name. */
  readonly refusalOf?: (value: string) => string | undefined;
  /** The driver's own, where it is not in the draft. */
  readonly byDefault?: string;
  /** May it come several times? If not, the last one counts. */
  readonly isList?: true;
}

export function honoured(note: string, pattern: RegExp, expected: string, take: Take<string>): Honoured {
  return { verdict: 'honoured', note, pattern, expected, take };
}

const TRUE = /^(1|t|T|TRUE|true|True)$/;
/** What Go's flags take. https://pkg.go.dev/strconv#ParseBool */
const TRUTH = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
export const isTrue = (value: string): boolean => TRUE.test(value);

export function truth(note: string, take: Take<boolean>): Honoured {
  return honoured(note, TRUTH, 'true or false', (value, draft) => take(isTrue(value), draft));
}

export const ignored = (because: string): Option => ({ verdict: 'ignored', because });
export const replaced = (because: string): Option => ({ verdict: 'replaced', because });
export const refused = (because: string): Option => ({ verdict: 'refused', because });
