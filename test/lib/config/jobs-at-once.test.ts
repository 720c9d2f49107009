import { inspect } from '../../../lib/config/inspect.ts';
import { readConfig } from '../../../lib/config/read.ts';
import { toldOf } from './told.ts';

interface Keys {
  readonly concurrent?: number;
  readonly maxBuilds?: number;
  readonly docker?: string;
  readonly bastionless?: string;
}

const machineFile = ({ concurrent = 40, maxBuilds = 0, docker = '', bastionless = '' }: Keys): string =>
  `concurrent = ${concurrent}
[[runners]]
name = "one"
url = "https://gitlab.example.com"
executor = "docker+machine"
[runners.docker]
image = "alpine"
${docker}
[runners.machine]
MaxBuilds = ${maxBuilds}
MachineDriver = "amazonec2"
MachineName = "machine-%s"
[runners.bastionless]
project = 380
instance_types = ["m7i.2xlarge"]
${bastionless}
`;

const autoscalerFile = (keys: string, bastionless = ''): string => `concurrent = 40
[[runners]]
name = "one"
url = "https://gitlab.example.com"
executor = "docker-autoscaler"
[runners.autoscaler]
${keys}
[runners.bastionless]
project = 380
instance_types = ["m7i.2xlarge"]
${bastionless}
`;

const places = (file: string): number[] =>
  readConfig(file, 'config.toml').runners.map(({ machine }) => machine.places);

test.each<[string, string, number[]]>([
  ['one, if nothing is said', machineFile({}), [1]],
  ['jobs_per_machine', machineFile({ bastionless: 'jobs_per_machine = 4' }), [4]],
  ['capacity_per_instance', autoscalerFile('capacity_per_instance = 4'), [4]],
  ['no more than MaxBuilds', machineFile({ maxBuilds: 2, bastionless: 'jobs_per_machine = 4' }), [2]],
  ['no more than max_use_count', autoscalerFile('capacity_per_instance = 4\nmax_use_count = 3'), [3]],
  [
    'of a size its own number, or its runner’s',
    machineFile({
      bastionless: 'jobs_per_machine = 4\nsizes.big = { jobs_per_machine = 8 }\nsizes.huge = { limit = 1 }',
    }),
    [4, 8, 4],
  ],
])('jobs at once on a machine: %s', (_, file, expected) => {
  expect(places(file)).toEqual(expected);
});

test.each([
  ['jobs_per_machine = 0', 'must be a whole number, 1 to 32'],
  ['jobs_per_machine = 33', 'must be a whole number, 1 to 32'],
  ['jobs_per_machine = 1.5', 'must be a whole number, 1 to 32'],
])('%s is refused', (bastionless, message) => {
  const { errors } = toldOf(inspect(machineFile({ bastionless }), 'config.toml'));
  expect(errors).toEqual([`bastionless.jobs_per_machine: ${message}`]);
});

test('docker-autoscaler has its own key for it', () => {
  const { errors } = toldOf(inspect(autoscalerFile('', 'jobs_per_machine = 4'), 'config.toml'));
  expect(errors).toEqual([
    'bastionless.jobs_per_machine: is for docker+machine: here capacity_per_instance of [runners.autoscaler] says it. Remove it',
  ]);
});

const bastionless = 'jobs_per_machine = 4';

test.each<[string, Keys, string[]]>([
  ['nothing, if all is well', { bastionless }, []],
  [
    'that MaxBuilds is less',
    { bastionless, maxBuilds: 2 },
    [
      'differs: bastionless.jobs_per_machine: a machine runs no more than 2 at once, since it may run no more in all',
    ],
  ],
  [
    'that no machine fits in concurrent',
    { bastionless, concurrent: 3 },
    ['broken: concurrent: a machine of one runs 4 jobs at once: with less than that none is ever launched'],
  ],
  [
    'that a folder for sources would be shared',
    { bastionless, docker: 'volumes = ["/cache", "/mnt/builds:/builds:rw"]' },
    [
      'broken: docker.volumes[1]: the jobs that a machine runs at once would share this folder, and overwrite each other’s sources: leave it out',
    ],
  ],
  [
    'not of one job a machine',
    { concurrent: 1, maxBuilds: 1, docker: 'volumes = ["/mnt/builds:/builds"]' },
    [],
  ],
])('check warns %s', (_, keys, expected) => {
  expect(toldOf(inspect(machineFile(keys), 'config.toml')).warnings).toEqual(expected);
});
