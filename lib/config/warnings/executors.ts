import { runnerTables } from '../file/leaves.ts';
import type { TomlTable } from '../file/toml-value.ts';
import { tableAt } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

interface Unread {
  readonly table: string;
  readonly key: string;
  readonly instead: string;
}

/** Keys left from half a move: their table is not read by the executor. */
const UNREAD: Readonly<Record<string, readonly Unread[]>> = {
  'docker+machine': [
    {
      ...{ table: 'autoscaler', key: 'policy' },
      instead: '[[runners.machine.autoscaling]] with Periods, Timezone, IdleCount, and IdleTime in seconds',
    },
  ],
  'docker-autoscaler': [
    {
      ...{ table: 'machine', key: 'autoscaling' },
      instead: '[[runners.autoscaler.policy]] with periods, timezone, idle_count and idle_time',
    },
    {
      ...{ table: 'machine', key: 'MachineOptions' },
      instead: 'machine_options in [runners.bastionless]',
    },
  ],
};

/** @param config with the tables that its runners' executors do not read */
export function otherExecutorTraps(config: TomlTable): Trap[] {
  return runnerTables(config).flatMap((entry, index) => {
    const unread = UNREAD[String(entry['executor'])] ?? [];
    return unread.filter((one) => isLeft(entry, one)).map((one) => trapOf(entry, index, one));
  });
}

function isLeft(entry: TomlTable, { table, key }: Unread): boolean {
  const isSaidHere = key === 'MachineOptions' && 'machine_options' in tableAt(entry, 'bastionless');
  return tableAt(entry, table)[key] !== undefined && !isSaidHere;
}

function trapOf({ executor }: TomlTable, index: number, { table, key, instead }: Unread): Trap {
  const message = `executor = "${executor}" does not read this, here as in GitLab Runner. To keep it, write ${instead}`;
  return trap('lost', ['runners', index, table, key], message);
}

const SAY_IT =
  'the Auto Scaling group and its launch template said what the machines are. Say it here by machine_options = ' +
  '["amazonec2-region=…", "amazonec2-subnet-id=…", "amazonec2-instance-type=…"] in [runners.bastionless]; ' +
  'without it they are t2.micro in us-east-1';

/** A file of docker-autoscaler does not say what its machines are. */
export function machineTraps({ index, entry }: Written): Trap[] {
  if (entry['executor'] !== 'docker-autoscaler') return [];
  const keys = tableAt(entry, 'bastionless');
  const isSaid = 'machine_options' in keys || 'instance_types' in keys;
  return isSaid ? [] : [trap('broken', ['runners', index, 'autoscaler'], SAY_IT)];
}
