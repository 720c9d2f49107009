import { closest } from 'fastest-levenshtein';
import type { Ec2ApiSettings, Ec2Settings } from '../settings.ts';
import { type Draft, defaultDraft, ec2ApiOf, ec2SettingsOf } from './draft.ts';
import { OPTIONS, type Option, type Unhonoured } from './options.ts';

/** What becomes of the options: `amazonec2-<flag>=<value>`, or a bare flag for true. */
export interface ParsedOptions {
  readonly ec2: Ec2Settings;
  readonly ec2Api: Ec2ApiSettings;
  /** For each option, in their order. */
  readonly verdicts: readonly OptionVerdict[];
}

export interface OptionVerdict {
  readonly verdict: 'honoured' | 'ignored' | 'refused';
  /** What it does, or why it does nothing, or what is wrong and what to do. */
  readonly note: string;
}

/** Reads all options and reports on all of them, not on the first that is wrong. */
export function parseMachineOptions(options: readonly string[]): ParsedOptions {
  const draft = defaultDraft();
  const verdicts = options.map((option) => takeOption(draft, option));
  return { ec2: ec2SettingsOf(draft), ec2Api: ec2ApiOf(draft), verdicts };
}

function takeOption(draft: Draft, text: string): OptionVerdict {
  const [flag = '', ...rest] = text.split('=');
  const value = rest.length === 0 ? 'true' : rest.join('=');
  const name = flag.replace(/^amazonec2-/, '');
  const option = OPTIONS[name];
  if (name === flag) return refuse(`"${flag}" is not an option of the amazonec2 driver: remove it`);
  if (option === undefined) {
    return refuse(`${flag} is not known: did you mean amazonec2-${closest(name, Object.keys(OPTIONS))}?`);
  }
  return takeKnown(draft, option, flag, value);
}

function takeKnown(draft: Draft, option: Option, flag: string, value: string): OptionVerdict {
  if (option.verdict !== 'honoured') return unhonoured(option, flag);
  const isPairs = flag !== 'amazonec2-tags' || arePairs(value);
  if (!option.pattern.test(value) || !isPairs) {
    return refuse(`must be ${option.expected} (it is "${value}")`);
  }
  option.take(draft, value);
  return { verdict: 'honoured', note: option.note };
}

function unhonoured({ verdict, because }: Unhonoured, flag: string): OptionVerdict {
  if (verdict === 'ignored') return { verdict, note: `because ${because}` };
  return refuse(`${flag} is refused because ${because}`);
}

const refuse = (note: string): OptionVerdict => ({ verdict: 'refused', note });

function arePairs(value: string): boolean {
  const parts = value.split(',');
  return parts.length % 2 === 0 && parts.every((part, index) => index % 2 === 1 || part !== '');
}
