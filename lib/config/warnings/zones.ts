import { MOST_REQUIREMENTS } from '../ec2/most-requirements.ts';
import type { KeyPath } from '../file/toml.ts';
import { isTable } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Subnets that no launch looks for capacity in. Which zones they are in, only EC2 knows. */
export function zoneTraps({ index, entry, runner }: Written): Trap[] {
  const keys = entry['bastionless'];
  if (runner === undefined || !isTable(keys)) return [];
  const at = ['runners', index, 'bastionless'];
  const { requirements, subnets } = runner.ec2;
  const sizes = isTable(keys['sizes']) ? Object.entries(keys['sizes']) : [];
  return [
    ...(requirements === undefined ? [] : tooMany([...at, 'instance_requirements'], subnets)),
    ...sizes.flatMap(([name, size]) => {
      if (!isTable(size)) return [];
      const own = ['instance_requirements', 'subnets'].find((key) => key in size);
      const isByType = 'instance_types' in size || !('instance_requirements' in size || requirements);
      if (own === undefined || isByType) return [];
      return tooMany([...at, 'sizes', name, own], size['subnets'] ?? subnets);
    }),
  ];
}

function tooMany(at: KeyPath, subnets: unknown): Trap[] {
  const count = Array.isArray(subnets) ? new Set(subnets).size : 0;
  if (count <= MOST_REQUIREMENTS) return [];
  const message = `a launch by requirements is in four zones at most: of ${count} subnets it uses those of the first four zones. Name the four zones that matter most first`;
  return [trap('differs', at, message)];
}
