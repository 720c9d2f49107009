import { answerOf } from '../../../lib/machine/answer.ts';
import type { MachineImage, Surroundings } from './sandbox.ts';

export const CONFIG = 'concurrent = 1\n\n[[runners]]\nname = "m-1"\ntoken = "glrt-SECRET"\n';
const ANSWER = answerOf({ config: CONFIG, arguments: ['--runner', 'm-1', '--max-builds', '100'] });
export const WELL: Surroundings = { statuses: ['200'], answer: ANSWER };

export const ALL = ['curl', 'docker', 'gitlab-runner'];
export const AMAZON_LINUX: MachineImage = { packageManager: 'dnf', installed: ['curl'] };
export const UBUNTU: MachineImage = { packageManager: 'apt-get', installed: ['curl'] };
export const READY: MachineImage = { packageManager: 'dnf', installed: ALL };

export const CONFIG_FILE = '/etc/gitlab-runner/config.toml';
export const UNIT_FILE = '/run/systemd/system/bastionless-runner.service';
export const START = 'systemctl start bastionless-runner.service';
export const POWER_OFF = 'shutdown -h now';

/** Seconds between tries, in order. */
export const delaysOf = (calls: readonly string[]) =>
  calls.filter((call) => call.startsWith('sleep ')).map((call) => Number(call.slice(6)));
