import { isTable } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

const SAY_IT =
  'what machines are stood in the Auto Scaling group and its launch template: say it as machine_options = ["amazonec2-region=…", ' +
  '"amazonec2-subnet-id=…", "amazonec2-instance-type=…"] in [runners.bastionless]. Without, they are t2.micro in us-east-1';

/** Nothing in a file of docker-autoscaler says what its machines are. */
export function machineTraps({ index, entry }: Written): Trap[] {
  if (entry['executor'] !== 'docker-autoscaler') return [];
  const { machine_options: options, instance_types: types } = isTable(entry['bastionless'])
    ? entry['bastionless']
    : {};
  return options === undefined && types === undefined
    ? [trap('broken', ['runners', index, 'autoscaler'], SAY_IT)]
    : [];
}
