import type { Ec2ApiSettings, Ec2Settings } from '../ec2/settings.ts';
import { nearest } from '../nearest.ts';
import { own } from '../own.ts';
import type { EngineSettings } from '../settings.ts';
import { DEFAULTS, type Draft, ec2ApiOf, ec2SettingsOf } from './draft.ts';
import { ENGINE_OPTIONS } from './engine-options.ts';
import { type Honoured, isTrue, type Option } from './option.ts';
import { OPTIONS } from './options.ts';

/** The options as settings: `amazonec2-<flag>=<value>`, or a bare flag for true. */
interface ParsedOptions {
  readonly ec2: Ec2Settings;
  readonly ec2Api: Ec2ApiSettings;
  readonly engine: EngineSettings;
  /** For each option, in their order. */
  readonly verdicts: readonly OptionVerdict[];
}

export interface OptionVerdict {
  readonly verdict: 'honoured' | 'replaced' | 'ignored' | 'refused';
  /** What it does, why it does nothing, or what is wrong and what to do. */
  readonly note: string;
  /** It has no effect: the option is set again further down. */
  readonly isRepeated?: true;
}

interface Taken extends OptionVerdict {
  readonly change?: Partial<Draft>;
}

interface Written {
  readonly flag: string;
  readonly value: string;
}

/** Reads all options and reports on each, not only on the first wrong one. */
export function parseMachineOptions(options: readonly string[]): ParsedOptions {
  let draft = DEFAULTS;
  const written = options.map(split);
  const lists = listsIn(written);
  const verdicts = written.map(({ flag, value }, index): OptionVerdict => {
    const isLast = written.findLastIndex((other) => other.flag === flag && other.value !== '') <= index;
    if (!isLast && !lists(flag) && value !== '') return REPEATED;
    const { change, ...verdict } = takeOption(draft, { flag, value });
    draft = { ...draft, ...change };
    return verdict;
  });
  return { ec2: ec2SettingsOf(draft), ec2Api: ec2ApiOf(draft), engine: draft.engine, verdicts };
}

export function split(option: string): Written {
  const [flag = '', ...rest] = option.split('=');
  return { flag, value: rest.length === 0 ? 'true' : rest.join('=') };
}

const REPEATED: OptionVerdict = {
  verdict: 'ignored',
  note: 'because it is set again further down, and the last counts',
  isRepeated: true,
};

/**
 * Which flags may come several times. In cattle-ops' fork of docker-machine also those of types and subnets, if it is
 * to use a fleet. https://github.com/cattle-ops/docker-machine
 */
function listsIn(written: readonly Written[]): (flag: string) => boolean {
  const usesFleet = written.some(({ flag, value }) => flag === 'amazonec2-use-fleet' && isTrue(value));
  const ofFleets = usesFleet ? ['amazonec2-instance-type', 'amazonec2-subnet-id'] : [];
  return (flag) => optionOf(flag)?.isList === true || ofFleets.includes(flag);
}

const PREFIX = /^amazonec2-/;

function optionOf(flag: string): (Option & { readonly isList?: true }) | undefined {
  return PREFIX.test(flag) ? own(OPTIONS, flag.replace(PREFIX, '')) : own(ENGINE_OPTIONS, flag);
}

function takeOption(draft: Draft, written: Written): Taken {
  const option = optionOf(written.flag);
  if (option === undefined) return refuse(strange(written.flag));
  if (option.verdict === 'honoured') return takeHonoured(draft, option, written);
  const { verdict, because } = option;
  if (verdict !== 'refused') return { verdict, note: `because ${because}` };
  return written.value === '' ? UNSET : refuse(`${written.flag} is refused because ${because}`);
}

const UNSET: OptionVerdict = { verdict: 'ignored', note: 'because it is empty, so not set' };

/** An empty price means the on-demand price; any other option without a value is not set. */
function takeHonoured(draft: Draft, option: Honoured, { flag, value }: Written): Taken {
  if (value === '' && flag !== 'amazonec2-spot-price') return UNSET;
  if (!option.pattern.test(value)) return refuse(`must be ${option.expected} (it is "${value}")`);
  const refusal = option.refusalOf?.(value);
  if (refusal !== undefined) return refuse(`"${flag}=${value}" ${refusal}`);
  return {
    verdict: 'honoured',
    note: option.noteOf?.(value) ?? option.note,
    change: option.take(value, draft),
  };
}

const refuse = (note: string): OptionVerdict => ({ verdict: 'refused', note });

function strange(flag: string): string {
  const bare = flag.trim();
  // What follows a space may be a secret.
  const [first = '', ...more] = bare.split(/\s+/);
  if (more.length > 0)
    return optionOf(first) === undefined
      ? strange(first)
      : `${first} has no =: write ${first}=…, one option in a text`;
  if (bare !== flag && optionOf(bare) !== undefined) return `"${flag}" has a space too many: write ${bare}=…`;
  const known = [...Object.keys(OPTIONS).map((name) => `amazonec2-${name}`), ...Object.keys(ENGINE_OPTIONS)];
  const guess = PREFIX.test(flag)
    ? prefixed(nearest(flag.replace(PREFIX, ''), Object.keys(OPTIONS)))
    : nearest(flag, known);
  if (guess !== undefined) return `${flag} is not known: did you mean ${guess}?`;
  if (PREFIX.test(flag)) return `${flag} is not an option of the amazonec2 driver that is known: remove it`;
  return `"${flag}" is not an option of docker-machine or its amazonec2 driver: remove it`;
}

const prefixed = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : `amazonec2-${name}`;
