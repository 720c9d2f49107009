import { leaves } from '../leaves.ts';
import { parseMachineOptions, split } from '../machine-options/parse.ts';
import type { KeyPath } from '../toml.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Where docker-machine's options stand in an entry. */
const PLACES: readonly KeyPath[] = [
  ['machine', 'MachineOptions'],
  ['bastionless', 'machine_options'],
];

export function optionTraps(written: Written): Trap[] {
  return PLACES.flatMap((place) => trapsAt(written, place));
}

function trapsAt({ index, entry }: Written, place: KeyPath): Trap[] {
  const whole: KeyPath = ['runners', index, ...place];
  const options = leaves(entry, ['runners', index]).filter(({ path }) => isAt(path, whole));
  const texts = options.map(({ value }) => (typeof value === 'string' ? value : ''));
  const { verdicts } = parseMachineOptions(texts);
  return options.flatMap(({ path }, at) => {
    const text = texts[at] ?? '';
    return [
      ...(verdicts[at]?.isRepeated ? [repeated(path, text)] : []),
      ...(verdicts[at]?.verdict === 'honoured' ? (surprise(path, text) ?? []) : []),
    ];
  });
}

const isAt = (path: KeyPath, place: KeyPath): boolean =>
  path.length === place.length + 1 && place.every((part, depth) => path[depth] === part);

function repeated(path: KeyPath, text: string): Trap {
  const { flag } = split(text);
  const key = { 'amazonec2-instance-type': 'instance_types', 'amazonec2-subnet-id': 'subnets' }[flag];
  const all = key === undefined ? '' : `. All of them: ${key} = [ … ] in [runners.bastionless]`;
  return trap(
    'lost',
    path,
    `${flag} is set again further down, and the last counts: this one has no effect${all}`,
  );
}

function surprise(path: KeyPath, text: string): Trap[] | undefined {
  const { flag, value } = split(text);
  if (flag === 'amazonec2-metadata-token' && value !== 'required') {
    return [
      trap(
        'differs',
        path,
        'IMDSv2 is required here: a job that asks for metadata without a token gets none',
      ),
    ];
  }
  return undefined;
}
