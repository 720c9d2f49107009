import { strangeType } from '../ec2/instance-type.ts';
import { isOption, leaves } from '../file/leaves.ts';
import type { KeyPath } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import { type Trap, trap, type Written } from './warning.ts';

interface NamedType {
  /** Within the entry. */
  readonly path: KeyPath;
  readonly type: string;
}

/** Types with a typo: EC2 would refuse each launch. */
export function typeTraps({ index, entry }: Written): Trap[] {
  return namedTypes(entry).flatMap(({ path, type }) => {
    // What is not even of their form is refused.
    const strange = /^[a-z0-9-]+\.[a-z0-9-]+$/.test(type) ? strangeType(type) : undefined;
    return strange === undefined ? [] : [trap('broken', ['runners', index, ...path], `${type} ${strange}`)];
  });
}

/** Whether they are types or not, and whatever else stands in their text. */
export function namedTypes(entry: TomlTable): NamedType[] {
  return leaves(entry, []).flatMap(({ path, value }) => {
    if (path.at(-1) === 'instance_types')
      return [value].flat().map((type, place) => ({ path: [...path, place], type: String(type) }));
    const isOfOptions = isOption(path) || isOption([...path, 0]);
    const [, type] = (isOfOptions && /amazonec2-instance-type=(.+)/.exec(String(value))) || [];
    return type === undefined ? [] : [{ path, type }];
  });
}
