import type { KeyPath } from '../file/toml.ts';
import { split } from '../machine-options/parse.ts';
import { writtenOptions } from '../machine-options/written.ts';
import { type Harm, type Trap, trap, type Written } from './warning.ts';

/** Options of docker-machine that have no effect, or another one than there. */
export function optionTraps({ index, entry }: Written): Trap[] {
  const options = writtenOptions(entry, index);
  const texts = options.map(({ text }) => text);
  return options.flatMap(({ path, text, verdict, isRepeated }) => [
    ...(isRepeated ? [repeated(path, text)] : []),
    ...(verdict === 'honoured' ? surprises(path, text, texts) : []),
  ]);
}

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

function surprises(path: KeyPath, text: string, all: readonly string[]): Trap[] {
  const [harm, message] = surprise(text, all) ?? [];
  return harm === undefined || message === undefined ? [] : [trap(harm, path, message)];
}

/** GiB of the default image's disk, which none made from it may go below. */
const DEFAULT_IMAGE = 30;

/** What an option does here that it did not do for docker-machine, or the other way round. */
function surprise(text: string, all: readonly string[]): readonly [Harm, string] | undefined {
  const { flag, value } = split(text);
  switch (flag) {
    case 'amazonec2-metadata-token':
      return value === 'required'
        ? undefined
        : ['differs', 'IMDSv2 is required here: a job that asks for metadata without a token gets none'];
    case 'amazonec2-tags': {
      const last = value.split(',').length % 2 === 1 ? value.split(',').at(-1) : undefined;
      return last
        ? ['lost', `"${last}" has no value, and docker-machine too leaves it out: tags are pairs, key,value`]
        : undefined;
    }
    case 'amazonec2-root-size':
      return Number(value) >= DEFAULT_IMAGE || all.some((other) => /^amazonec2-ami=./.test(other))
        ? undefined
        : [
            'differs',
            `is ${value}, and the default image has ${DEFAULT_IMAGE} GiB: machines have these. For less, name an image by amazonec2-ami`,
          ];
    default:
      return undefined;
  }
}
