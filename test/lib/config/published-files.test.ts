import { moveOf } from '../../../lib/cli/move/move.ts';
import { inspect } from '../../../lib/config/inspect.ts';
import { verdictsOf } from '../../../lib/config/verdicts.ts';
import { fixture, inspected, toldOf } from './told.ts';

const NEITHER = 'differs: bastionless: neither project nor group is set: machines register for the whole';
const NEITHER_AT_GITLAB_COM =
  'broken: bastionless: neither project nor group is set: no token may make runners';

/** Whole files of modules, guides, blogs and reports: what `check` says of them, and what `move` leaves to the person. */
const FILES: Readonly<Record<string, { errors?: string[]; warnings?: string[]; left?: string[] }>> = {
  'written-by-register': { warnings: [NEITHER] },
  'of-a-blog-2017': {
    errors: [
      'cache.AccessKey: must not be set: machines reach the cache by their role',
      'cache.SecretKey: must not be set',
      'machine.MachineOptions[0]: amazonec2-access-key is refused',
      'machine.MachineOptions[1]: amazonec2-secret-key is refused',
      'machine.MachineOptions[3]: amazonec2-vpc-id needs a subnet of it',
    ],
    warnings: [
      NEITHER_AT_GITLAB_COM,
      'lost: cache.ServerAddress: is gone from GitLab Runner since 12.0',
      'lost: cache.BucketName: is gone',
      'lost: cache.BucketLocation: is gone',
    ],
    left: ['machine.MachineOptions[1]: amazonec2-vpc-id needs a subnet of it'],
  },
  'off-peak-of-an-office': {
    warnings: [
      NEITHER,
      'differs: machine.MachineOptions[5]: is 15, and the default image has 30 GiB',
      'differs: machine.OffPeakPeriods: GitLab Runner has ignored OffPeak since 14.0',
    ],
  },
  'tag-without-a-value': {
    warnings: [
      'lost: machine.MachineOptions[6]: "gitlab-runner-autoscale" has no value, and docker-machine too leaves it out',
      'differs: machine.autoscaling[1].Timezone: no time zone is set',
    ],
  },
  'driver-as-a-table': {
    errors: [
      'machine.amazonec2: is not a known key of [runners.machine]: options of docker-machine stand in',
    ],
    left: ['machine.amazonec2: is not a known key of [runners.machine]: options of docker-machine stand in'],
  },
  'many-executors': {
    errors: [
      'executor: must be "docker+machine" or "docker-autoscaler": bastionless runs no other',
      'runners[2].executor: must be "docker+machine" or "docker-autoscaler"',
    ],
    warnings: ['differs: runners[1].bastionless: neither project nor group is set'],
  },
  'autoscaler-on-aws': {
    warnings: [
      NEITHER_AT_GITLAB_COM,
      'broken: autoscaler: the Auto Scaling group and its launch template said what the machines are',
    ],
  },
  'autoscaler-elsewhere': {
    warnings: [
      'lost: machine.MachineOptions: executor = "docker-autoscaler" does not read this',
      'broken: autoscaler: the Auto Scaling group and its launch template said what the machines are',
    ],
  },
  'other-driver': {
    errors: [
      'machine.MachineDriver: must be "amazonec2": machines are EC2 instances',
      'machine.MachineOptions[0]: "google-project" is not an option of docker-machine',
      'machine.MachineOptions[1]: "google-machine-type" is not an option of docker-machine',
    ],
    left: ['machine.MachineDriver: must be "amazonec2"'],
  },
  'two-gitlabs': {
    errors: [
      'runners[1].url: must be the url of the first runner: one deployment serves one GitLab',
      'runners[1].machine.MachineOptions[1]: amazonec2-region must be the same for all runners',
    ],
    left: [
      'runners[1].url: must be the url',
      'runners[1].machine.MachineOptions[1]: amazonec2-region must be',
    ],
  },
  'texts-for-lists': {
    errors: [
      'environment: must be a list of texts',
      'docker.volumes: must be a list of texts',
      'docker.services: must be a list of tables',
    ],
  },
  'all-on-one-line': {
    errors: [
      'docker.privileged: must be true or false, without quotes',
      'machine.MachineOptions[1]: amazonec2-acces-key is not known: did you mean amazonec2-access-key?',
    ],
    warnings: [
      'lost: tag_list: GitLab Runner has no such key: it is set in GitLab',
      'lost: docker.pull_polcy: is not a key of [runners.docker]',
    ],
    left: ['machine.MachineOptions[1]: amazonec2-acces-key is not known'],
  },
  'login-and-proxy': {
    errors: ['environment[0]: holds what looks like a login to a registry'],
    warnings: ['lost: pre_clone_script: is gone from GitLab Runner since 17.0'],
    left: ['environment[0]: holds what looks like a login to a registry'],
  },
  'with-placeholders': {
    errors: [
      'url: must be an address such as',
      'cache.s3.BucketName: must be the name of a bucket alone',
      'machine.MachineName: must hold %s, once',
      'machine.MachineOptions[0]: must be a region such as us-east-1 (it is "XXXXX")',
      'machine.MachineOptions[1]: must be the id of a VPC',
      'machine.MachineOptions[2]: must be the id of a subnet, subnet-… (it is "$',
      'machine.MachineOptions[5]: must be a price in dollars an hour',
    ],
    left: Array.from({ length: 7 }, () => ''),
  },
  'template-of-register': {
    errors: [
      'executor: is missing: it must be "docker+machine" or "docker-autoscaler"',
      'url: is missing: it must be set in [[runners]]',
    ],
    left: ['executor: is missing', 'url: is missing'],
  },
  'keys-of-19': {
    errors: [
      'bastionless.machine_options: is for docker-autoscaler: here MachineOptions of [runners.machine] says it',
    ],
  },
  'jobs-with-the-socket': {},
};

const all = (texts: readonly string[] = []) => texts.map((text) => expect.stringContaining(text));

describe.each(Object.entries(FILES))('%s', (name, { errors, warnings, left }) => {
  test('what check says of it', () => {
    expect(toldOf(inspected(`published/${name}`))).toEqual({ errors: all(errors), warnings: all(warnings) });
  });

  test('what is left to do after a move', () => {
    const moved = moveOf(fixture(`published/${name}`), 'old.toml', 'config.toml');
    const wrong = moved.left.filter(({ harm }) => harm === 'wrong');
    expect(toldOf({ problems: wrong as never, warnings: [] }).errors).toEqual(all(left));
    expect(inspect(moved.text, 'config.toml').problems).toHaveLength(left?.length ?? 0);
  });

  test('its table of verdicts agrees with what is wrong', () => {
    const found = inspected(`published/${name}`);
    const refused = verdictsOf(found).filter(({ verdict }) => verdict === 'refused');
    for (const { path } of refused)
      expect(found.problems.some((one) => path.startsWith(one.path) || one.path.startsWith(path))).toBe(true);
  });
});

test('keys of the other executor are ignored, whatever they hold', () => {
  const verdicts = verdictsOf(inspected('published/autoscaler-elsewhere'));
  const left = verdicts.filter(({ path }) => path.startsWith('runners[0].machine.'));
  expect(left.map(({ verdict }) => verdict)).toEqual(['ignored', 'ignored']);
  expect(left[0]?.note).toBe('because executor = "docker-autoscaler" does not read this table');
});

test('a Windows file puts no CR into a script, and keeps its line ends', () => {
  const text = fixture('published/login-and-proxy')
    .replace('pre_clone_script', 'pre_build_script')
    .replaceAll('\n', '\r\n');
  const script = text.replace(
    '= "git config --global http.proxy $HTTPS_PROXY"',
    "= '''\r\necho 1\r\necho 2\r\n'''",
  );
  const withoutLogin = script.replace(/ +"DOCKER_AUTH[^\r]*\r\n/, '');
  const { settings } = inspect(`\uFEFF${withoutLogin}`, 'config.toml');
  expect(settings?.runners[0]?.passedOn).toMatchObject({ pre_build_script: 'echo 1\necho 2\n' });
  const { text: moved } = moveOf(`\uFEFF${withoutLogin}`, 'old.toml', 'config.toml');
  expect(moved.replaceAll('\r\n', '')).not.toContain('\n');
});

test('runners that cannot move are left out, with the comments right above them', () => {
  const { text, left } = moveOf(fixture('published/many-executors'), 'old.toml', 'config.toml');
  expect(text).not.toMatch(/On the bastion|Elsewhere|shell|kubernetes/);
  expect(text).toContain('# For all else.\n[[runners]]');
  expect(text).toContain('[session_server]');
  expect(left.filter(({ harm }) => harm === 'lost').map(({ message }) => message)).toEqual([
    expect.stringContaining('runner "deploy" is left out: bastionless does not run its executor, shell'),
    expect.stringContaining(
      'runner "cluster" is left out: bastionless does not run its executor, kubernetes',
    ),
  ]);
});

test('docker+autoscaler, which some pages write, is reported and mended', () => {
  const text = fixture('published/autoscaler-on-aws').replace('"docker-autoscaler"', '"docker+autoscaler"');
  expect(toldOf(inspect(text, 'config.toml')).errors).toEqual([
    'executor: must be "docker+machine" or "docker-autoscaler": did you mean docker-autoscaler?',
  ]);
  expect(moveOf(text, 'old.toml', 'config.toml').done).toHaveLength(1);
});
