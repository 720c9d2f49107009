import { isTable } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** EC2 refuses a fleet that has one type twice in one place: so each is asked for once, however often it is named. */
export function repeatTraps({ index, entry }: Written): Trap[] {
  const bastionless = isTable(entry['bastionless']) ? entry['bastionless'] : {};
  return ['instance_types', 'subnets'].flatMap((key) => {
    const list = bastionless[key];
    if (!Array.isArray(list)) return [];
    return list.flatMap((value, at) =>
      list.indexOf(value) === at
        ? []
        : [
            trap(
              'differs',
              ['runners', index, 'bastionless', key, at],
              `"${value}" is named twice: it counts once`,
            ),
          ],
    );
  });
}
