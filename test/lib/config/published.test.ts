import { inspect } from '../../../lib/config/inspect.ts';
import type { RunnerSettings } from '../../../lib/config/settings.ts';
import { type KeyVerdict, verdictsOf } from '../../../lib/config/verdicts.ts';
import { fixture, inspected, toldOf } from './told.ts';

/** Each with one thing that is easily read wrongly. */
function runnerOf(name: string): RunnerSettings {
  const { settings, problems } = inspected(name);
  expect(problems).toEqual([]);
  const [runner] = settings?.runners ?? [];
  if (runner === undefined) throw new Error('there is no runner');
  return runner;
}

const told = (name: string) => toldOf(inspected(name));

const verdictOf = (name: string, path: string): Pick<KeyVerdict, 'verdict' | 'note'> | undefined =>
  verdictsOf(inspected(name)).find((one) => one.path === `runners[0].${path}`);

describe('correct files are accepted', () => {
  test.each<[string, object]>([
    [
      'truth-in-other-words',
      {
        ec2: {
          hasPublicAddress: false,
          hasDetailedMonitoring: true,
          isEbsOptimized: false,
          market: { kind: 'Spot' },
        },
      },
    ],
    ['byte-order-mark', { passedOn: { environment: ['A=b "c"', 'EMPTY='] } }],
    ['cache-of-unset-variables', { cache: { kind: 'Deployment' } }],
    ['empty-options', { ec2: { securityGroups: ['docker-machine'], tags: {}, instanceTypes: ['t2.micro'] } }],
    ['metadata-token', { ec2: { metadataHopLimit: 2 } }],
    ['durations', { machine: { periods: [0, 3630, 90, 60].map((idleTime) => ({ idleTime })) } }],
    ['without-a-name', { name: 'runner-1' }],
    [
      'module-with-a-fleet',
      {
        ec2: {
          instanceTypes: ['m5.large', 'm5a.large', 'm6i.large'],
          subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
        },
      },
    ],
    ['keys-of-18-6', { ec2: { tags: { Host: '%s' } } }],
    [
      'set-in-gitlab',
      {
        inGitLab: {
          isProtected: true,
          isLocked: true,
          maximumTimeout: 3600,
          maintenanceNote: 'of the platform team',
        },
      },
    ],
    ['credentials-in-a-file', {}],
    ['profile-of-another-role', { ec2: { market: { kind: 'Spot' } } }],
    ['named-twice', { ec2: { instanceTypes: ['t3.medium'], subnets: ['subnet-0a1b2c3d'] } }],
    [
      'cache-with-key-and-role',
      {
        cache: {
          kind: 'Bucket',
          name: 'ci-cache',
          kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
          roles: ['arn:aws:iam::111122223333:role/cache-upload'],
        },
      },
    ],
  ])('%s', (name, expected) => {
    expect(runnerOf(name)).toMatchObject(expected);
  });

  test('the suffix /ci of GitLab’s address is dropped, as GitLab Runner drops it', () => {
    expect(inspected('without-a-name').settings?.gitlabUrl).toBe('https://gitlab.example.com');
  });

  test.each([
    'truth-in-other-words',
    'byte-order-mark',
    'empty-options',
    'metadata-token',
    'module-with-a-fleet',
  ])('nothing is reported for %s', (name) => {
    expect(told(name)).toEqual({ errors: [], warnings: [] });
  });
});

test('docker-machine’s engine options become daemon.json and variables of the machine', () => {
  expect(runnerOf('engine-options').engine).toEqual({
    daemon: {
      'registry-mirrors': ['http://10.11.12.13:12345'],
      'insecure-registries': ['registry.example.com:5000'],
      labels: ['team=ci'],
      mtu: 1450,
      'log-opts': { 'max-size': '10m' },
      'storage-driver': 'overlay2',
    },
    environment: { HTTPS_PROXY: 'http://proxy.example.com:3128' },
  });
  expect(verdictOf('engine-options', 'machine.MachineOptions[2]')).toEqual(
    expect.objectContaining({
      verdict: 'honoured',
      note: 'engine-registry-mirror: as registry_mirrors = ["http://10.11.12.13:12345"] in [runners.bastionless]',
    }),
  );
  expect(verdictOf('engine-options', 'machine.MachineOptions[9]')).toMatchObject({ verdict: 'ignored' });
});

test('the Docker engine of docker-machine is not the machines’ own', () => {
  expect(runnerOf('docker-elsewhere').passedOn).toEqual({ docker: { image: 'alpine' } });
  expect(verdictOf('docker-elsewhere', 'docker.host')).toMatchObject({ verdict: 'replaced' });
});

test('keys that GitLab Runner has moved go to machines in their new place', () => {
  expect(runnerOf('scripts-of-before-17').passedOn).toEqual({ pre_get_sources_script: 'echo before' });
  expect(told('scripts-of-before-17').warnings).toEqual([
    expect.stringMatching(/^lost: pre_clone_script: is gone from GitLab Runner since 17.0/),
  ]);
});

describe('warnings of what authors may not expect', () => {
  test.each([
    ['set-twice', ['lost: machine.MachineOptions[2]: amazonec2-instance-type is set again further down']],
    [
      'named-twice',
      [
        'differs: bastionless.instance_types[1]: "t3.medium" is named twice',
        'differs: bastionless.subnets[1]: "subnet-0a1b2c3d" is named twice',
      ],
    ],
    [
      'own-ca',
      [
        'broken: tls-ca-file: machines do not have this file of the bastion',
        'broken: tls-key-file: machines do not have this file of the bastion',
      ],
    ],
    ['credentials-in-a-file', ['broken: environment[1]: gitlab-runner calls docker-credential-ecr-login']],
    [
      'strange-keys',
      [
        'lost: tags: GitLab Runner has no such key: it is set in GitLab. Here it is tags in [runners.bastionless]',
        'lost: runUntagged: GitLab Runner has no such key',
        'lost: imgae: is not a key of [[runners]] in GitLab Runner 19.4, so it does nothing: did you mean image of [runners.docker]?',
        'lost: privileged: is not a key of [[runners]] in GitLab Runner 19.4, so it does nothing: it is a key of [runners.docker]',
        'lost: docker.pull_polcy: is not a key of [runners.docker] in GitLab Runner 19.4, so it does nothing: did you mean pull_policy?',
      ],
    ],
  ])('%s', (name, warnings) => {
    expect(told(name)).toEqual({
      errors: [],
      warnings: warnings.map((warning) => expect.stringContaining(warning)),
    });
  });
});

describe('all errors at once, by line', () => {
  test.each([
    [
      'keys-in-many-places',
      [
        'cache.AccessKey: must not be set: machines reach the cache by their role',
        'cache.SecretKey: must not be set',
        'machine.MachineOptions[0]: amazonec2-access-key is refused',
        'machine.MachineOptions[1]: amazonec2-secret-key is refused',
      ],
    ],
    [
      'cache-on-minio',
      [
        'cache.s3.AccessKey: must not be set: keys of minio.example.com:9000 cannot be kept here',
        'cache.s3.SecretKey: must not be set: keys of minio.example.com:9000 cannot be kept here',
      ],
    ],
    [
      'credentials-in-a-value',
      [
        'environment[0]: holds what looks like a secret, GOOGLE_APPLICATION_CREDENTIALS',
        'environment[1]: holds what looks like a login to a registry',
      ],
    ],
    ['other-letters', ['cache.Path: is set twice, as path and Path']],
    [
      'wrong-kinds',
      [
        'output_limit: must be a whole number, without quotes: gitlab-runner would not start with it',
        'environment: must be a list of texts',
        'docker.image: must be a text in quotes',
        'docker.privileged: must be true or false, without quotes',
        'docker.pull_policy: must be "always", "if-not-present" or "never", or a list of these: every job would fail with it',
        'docker.services: must be a list of tables, as [[runners.docker.services]]',
        'docker.shm_size: must be a whole number',
        'feature_flags: must be a table of true and false',
      ],
    ],
  ])('%s', (name, errors) => {
    expect(told(name).errors).toEqual(errors.map((error) => expect.stringContaining(error)));
  });

  test.each(['keys-in-many-places', 'cache-on-minio', 'credentials-in-a-value', 'wrong-kinds'])(
    'the table of %s never says otherwise',
    (name) => {
      for (const { path } of inspected(name).problems) {
        const key = verdictsOf(inspected(name)).find(
          (one) => path.startsWith(one.path) || one.path.startsWith(path),
        );
        expect({ path, verdict: key?.verdict }).toEqual({ path, verdict: 'refused' });
      }
    },
  );
});

test('keys match in upper and lower case', () => {
  const text = fixture('other-letters').replace('path = "a"', '');
  const { settings } = inspect(text, 'config.toml');
  expect(settings?.runners[0]).toMatchObject({
    machine: { namePattern: 'ci-%s' },
    passedOn: { docker: { image: 'alpine', privileged: true }, cache: { Type: 's3', Path: 'b' } },
  });
});
