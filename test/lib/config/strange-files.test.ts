import fc from 'fast-check';
import { inspect } from '../../../lib/config/inspect.ts';
import { mended } from '../../../lib/config/mend/mend.ts';
import { ConfigError } from '../../../lib/config/problem.ts';
import { TABLES } from '../../../lib/config/upstream/keys.ts';
import { shownTable } from '../../../lib/config/upstream/lookup.ts';
import { verdictsOf } from '../../../lib/config/verdicts.ts';

const FILE = `concurrent = 4
[[runners]]
  name = "r"
  url = "https://gitlab.example.com"
  token = "x"
  executor = "docker+machine"
  [runners.docker]
    image = "alpine"
  [runners.machine]
    IdleTime = 60
    MachineDriver = "amazonec2"
    MachineName = "r-%s"
    MachineOptions = ["amazonec2-instance-type=m6i.large"]
  [runners.bastionless]
    project = 1
`;
const with_ = (part: string, other: string): string => {
  expect(FILE).toContain(part);
  return FILE.replace(part, other);
};
const also = (line: string) => with_('  token = "x"\n', `  token = "x"\n  ${line}\n`);

const option = (text: string) => with_('["amazonec2-', `["${text}", "amazonec2-`);
const ours = (line: string) => with_('project = 1', `project = 1\n    ${line}`);
const tagPairs = (count: number): string => Array.from({ length: count }, (_, at) => `key${at},x`).join(',');

const labels = (name: string, count: number): string =>
  `labels = { ${Array.from({ length: count }, (_, at) => `${name}-${at} = "x"`).join(', ')} }`;

/** What is wrong, with its line. */
function told(text: string): string[] {
  try {
    return inspect(text, 'f').problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
    throw error;
  }
}

describe('what GitLab Runner’s reader accepts', () => {
  test.each<[string, string]>([
    ['a file of Windows', FILE.replaceAll('\n', '\r\n')],
    ['a byte order mark before one', `\uFEFF${FILE.replaceAll('\n', '\r\n')}`],
    ['tabs', FILE.replaceAll('  ', '\t')],
    ['comments everywhere', FILE.replaceAll('\n', ' # a "b" [c]\n')],
    ['an inline table of several lines', also('cache = {\n Type = "s3", # here\n Shared = true,\n }')],
    ['escapes of TOML 1.1', with_('"alpine"', '"\\x61lpine\\e"')],
    ['dotted keys', also('cache.Type = "s3"\n  cache.s3.BucketName = "ci-cache"')],
    ['headings in quotes, with spaces', with_('[runners.docker]', '[ "runners" . \'docker\' ]')],
    [
      'headings in other letters',
      FILE.replace('[[runners]]', '[[Runners]]').replaceAll('[runners.', '[Runners.'),
    ],
    ['numbers in other forms', with_('IdleTime = 60', 'IdleTime = 0x3C\n    MaxBuilds = 1_0')],
    ['a date without seconds', also('token_expires_at = 2027-01-01T00:00Z')],
    ['a name in any script', with_('"r"', '"läufer ☃ 你好"')],
    ['keys of 19.4', with_('IdleTime = 60', 'IdleTime = 60\n    HeartbeatInterval = "5m"')],
    ['labels', also('labels = { team-a = "blue.1" }')],
    ['labels of all runners', `labels = { team-a = "blue.1" }\n${FILE}`],
    [
      'a memory in any unit',
      with_('"alpine"', '"alpine"\n    memory = "1.5 GiB"\n    memory_swap = "512MB"'),
    ],
    ['a fraction of CPUs', with_('"alpine"', '"alpine"\n    cpus = "1/2"\n    service_cpus = ".5"')],
    [
      'a price of nothing where nothing is bid',
      with_('"amazonec2-i', '"amazonec2-spot-price=0", "amazonec2-i'),
    ],
    ['an address in capitals', with_('https://gitlab', 'HTTPS://GitLab')],
    ['its newer client of S3', also('cache.Type = "s3v2"')],
    ['GitLab below a path', with_('https://gitlab.example.com', 'https://example.com/gitlab/')],
    ...['key.json', 'C:\\key.json', 'keys/prod key.p12', './key.pem'].map((path): [string, string] => [
      `the path of a secret, ${path}`,
      also(`environment = ['GOOGLE_APPLICATION_CREDENTIALS=${path}']`),
    ]),
    ['tags as many as EC2 takes beside ours', option(`amazonec2-tags=${tagPairs(45)}`)],
    ['the largest disk', option('amazonec2-root-size=65536')],
    ['a day to boot in', with_('project = 1', 'project = 1\n    boot_timeout = 86400')],
  ])('%s', (_, text) => {
    expect(told(text)).toEqual([]);
  });
});

describe('what it refuses', () => {
  test.each<[string, string, string]>([
    [
      'one table where a list of them is',
      with_('    IdleTime = 60', '    autoscaling = { Periods = ["* * * * * * *"] }'),
      '10 runners[0].machine.autoscaling: must be a list of tables: [[runners.machine.autoscaling]]',
    ],
    [
      'a list of tables where one is',
      with_('[runners.docker]', '[[runners.docker]]'),
      '7 runners[0].docker: must be a table: [runners.docker]',
    ],
    [
      'that of machine',
      with_('[runners.machine]', '[[runners.machine]]'),
      '9 runners[0].machine: must be a table: [runners.machine]',
    ],
    [
      'that of ours',
      with_('[runners.bastionless]', '[[runners.bastionless]]'),
      '14 runners[0].bastionless: must be a table: [runners.bastionless]',
    ],
    [
      'a value where a table is',
      also('cache = true'),
      '6 runners[0].cache: must be a table: [runners.cache]',
    ],
    [
      'a table where a value is',
      also('builds_dir = {}'),
      '6 runners[0].builds_dir: must be a text in quotes: gitlab-runner would not start with it',
    ],
    [
      'a list of tables where a value is',
      also('shell = [{}]'),
      '6 runners[0].shell: must be a text in quotes: gitlab-runner would not start with it',
    ],
    ['a name that is none', with_('"r"', 'false'), '3 runners[0].name: must be a text in quotes'],
    [
      'an old key whose value the new one does not take',
      also('pre_clone_script = ["a"]'),
      '6 runners[0].pre_clone_script: must be a text in quotes',
    ],
    [
      'a password in the address of GitLab',
      with_('https://', 'https://user:secret@'),
      '4 runners[0].url: must be the address alone, without a user, a password',
    ],
    [
      'the page of a project in its place',
      with_('gitlab.example.com', 'gitlab.com/acme/site'),
      '4 runners[0].url: must be the address of GitLab itself, without what comes after it: https://gitlab.com',
    ],
    [
      'the address of its API',
      with_('example.com', 'example.com/git/api/v4/'),
      '4 runners[0].url: must be the address of GitLab itself, without what comes after it: https://gitlab.example.com/git',
    ],
    [
      'a new line in it',
      with_('example.com', 'example.com\\n'),
      '4 runners[0].url: must be an address without spaces',
    ],
    [
      'a factor without a bound',
      with_('IdleTime = 60', 'IdleScaleFactor = inf'),
      '10 runners[0].machine.IdleScaleFactor: must be a number, 0 or more',
    ],
    [
      'options that are a table',
      with_('["amazonec2-instance-type=m6i.large"]', '{ region = "eu-west-1" }'),
      '13 runners[0].machine.MachineOptions: must be a list of options',
    ],
    [
      'an option without its equals sign, and what may be a secret after it',
      option('amazonec2-secret-key abcdefgh'),
      '13 runners[0].machine.MachineOptions[0]: amazonec2-secret-key has no =: write amazonec2-secret-key=…, one option in a text',
    ],
    [
      'what is no option',
      option('hunter2 abcdefgh'),
      '13 runners[0].machine.MachineOptions[0]: "hunter2" is not an option of docker-machine',
    ],
    [
      'more tags than EC2 takes',
      option(`amazonec2-tags=${tagPairs(46)}`),
      '13 runners[0].machine.MachineOptions[0]: amazonec2-tags must be 45 at most',
    ],
    ...(
      [
        ['gp2', 16_385, '16384 at most for a disk of type gp2'],
        ['gp3', 65_537, '65536 at most for a disk of type gp3'],
        ['standard', 2000, '1024 at most for a disk of type standard'],
      ] as const
    ).map(([type, gib, expected]): [string, string, string] => [
      `a disk of ${gib} GiB of type ${type}`,
      option(`amazonec2-volume-type=${type}", "amazonec2-root-size=${gib}`),
      `13 runners[0].machine.MachineOptions[1]: amazonec2-root-size must be ${expected}`,
    ]),
    [
      'such a disk of a size',
      `${FILE}    sizes.large.disk_gib = 70000\n`,
      '16 runners[0].bastionless.sizes.large.disk_gib: must be 65536 at most for a disk of type gp3',
    ],
    [
      'a tag that GitLab does not take',
      ours(`tags = ["${'a'.repeat(256)}"]`),
      '16 runners[0].bastionless.tags[0]: must have 255 characters at most',
    ],
    [
      'more tags than it takes of a runner',
      ours(`tags = ${JSON.stringify(Array.from({ length: 51 }, (_, at) => `t${at}`))}`),
      '16 runners[0].bastionless.tags: must be 50 at most',
    ],
    [
      'more than a day to boot in',
      ours('boot_timeout = 86401'),
      '16 runners[0].bastionless.boot_timeout: must be 86400 at most',
    ],
    [
      'a query in it',
      with_('example.com', 'example.com/?a=b'),
      '4 runners[0].url: must be the address alone',
    ],
    ...(
      [
        ['BucketName', 's3://ci-cache/jobs', 'the name of a bucket alone'],
        ['RoleARN', 'ci-cache', 'the ARN of a role'],
        ['UploadRoleARN', 'arn:aws:iam::1:user/x', 'the ARN of a role'],
        ['ServerSideEncryptionKeyID', 'my key', 'the id, the ARN or the alias'],
      ] as const
    ).map(([key, value, expected]): [string, string, string] => [
      `a ${key} that is none`,
      also(`cache.s3.${key} = "${value}"`),
      `6 runners[0].cache.s3.${key}: must be ${expected}`,
    ]),
    [
      'a name too long for a tag',
      with_('"r"', `"${'r'.repeat(201)}"`),
      '3 runners[0].name: must be a text of 200 characters at most, in one line',
    ],
    [
      'a name of two lines',
      with_('"r-%s"', '"r-%s\\n"'),
      '12 runners[0].machine.MachineName: must be a text of 200 characters at most, in one line',
    ],
    ...(
      [
        ['memory', '"lots"', 'a size such as "512m" or "2g": gitlab-runner would end at the first job'],
        ['memory_swap', '"-1"', 'a size such as "512m" or "2g"'],
        ['service_memory', '"2 gigabytes"', 'a size such as "512m" or "2g"'],
        ['cpus', '"two"', 'a number in quotes, such as "1.5": every job would fail with it'],
        ['service_cpus', '"50%"', 'a number in quotes, such as "1.5"'],
      ] as const
    ).map(([key, value, expected]): [string, string, string] => [
      `a ${key} of ${value}`,
      with_('"alpine"', `"alpine"\n    ${key} = ${value}`),
      `9 runners[0].docker.${key}: must be ${expected}`,
    ]),
    [
      'a number that no computer counts to',
      `concurrent = 99999999999999999999\n${FILE.replace(/.*\n/, '')}`,
      '1 concurrent: must be 9007199254740991 at most',
    ],
    [
      'a label of all runners with too short a name',
      `labels = { a = "b" }\n${FILE}`,
      '1 labels: must be a table of 32 texts at most',
    ],
    [
      'more labels than a runner may have, some of all runners',
      `${labels('all', 20)}\n${also(labels('own', 20))}`,
      '7 runners[0].labels: must be a table of 32 texts at most',
    ],
    [
      'a label with too short a name',
      also('labels = { a = "b" }'),
      '6 runners[0].labels: must be a table of 32 texts at most',
    ],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('TOML errors name the wrong character', () => {
  test.each([
    [
      'a text without quotes',
      with_('"alpine"', 'alpine'),
      '8 : this is not TOML: Unexpected character: "a" in column 13; a text stands in quotes',
    ],
    [
      'a template',
      with_('= 60', '= {{ idle }}'),
      '10 : this is not TOML: Unexpected token: "{" in column 17',
    ],
    ['a variable that was not set', with_('= 60', '='), '10 : this is not TOML: IdleTime has no value'],
    ['one, and a comment', with_('= 60', '= # s\n'), '10 : this is not TOML: IdleTime has no value'],
    [
      'a key alone',
      with_('IdleTime = 60', 'IdleTime'),
      '10 : this is not TOML: IdleTime has no = and no value',
    ],
    [
      'a key twice',
      with_('IdleTime = 60', 'IdleTime = 60\n    IdleTime = 70'),
      '11 : this is not TOML: Defining a key multiple times is invalid: IdleTime',
    ],
    [
      'a table twice',
      `${FILE}  [runners.docker] # again\n`,
      '16 : this is not TOML: Defining a key multiple times is invalid: [runners.docker]',
    ],
    [
      'YAML',
      'concurrent: 4\n',
      '1 : this is not TOML: Unexpected character: ":" in column 11; TOML has = between a key and its value',
    ],
    [
      'lists in each other',
      `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      '1 : a text is too long, or lists and tables are nested too deeply',
    ],
    [
      'a space of a web page',
      with_('  name', '\u00A0 name'),
      '3 : this is not TOML: Unexpected character: U+00A0 in column 1',
    ],
    [
      'quotes of a text processor',
      with_('"alpine"', '“alpine”'),
      '8 : this is not TOML: Unexpected character: "“" (U+201C) in column 13; quotes are " or \'',
    ],
    [
      'a heading without an end',
      'a = 1\n[[runners\n\n',
      '2 : this is not TOML: the heading [[runners has no ]] at its end',
    ],
    [
      'half of its end',
      with_('[[runners]]', '[[runners] # of ours'),
      '2 : this is not TOML: the heading [[runners] has no ]] at its end',
    ],
    [
      'no end of a table’s heading',
      with_('[runners.docker]', '[runners.docker'),
      '7 : this is not TOML: the heading [runners.docker has no ] at its end',
    ],
    [
      'a merge that was not finished',
      `<<<<<<< HEAD\n${FILE}`,
      '1 : this is not TOML: Unexpected character: "<" in column 1; this is left of a merge: keep one side of it',
    ],
    [
      'a comment of another language',
      with_('IdleTime = 60', 'IdleTime = 60 // seconds'),
      '10 : this is not TOML: Unexpected character: "/" in column 19; a comment begins with #',
    ],
    [
      'Python’s truth',
      also('clean_git_config = True'),
      '6 : this is not TOML: Unexpected character: "T" in column 22; write true or false',
    ],
    [
      'a comma after a value',
      with_('IdleTime = 60', 'IdleTime = 60,'),
      '10 : this is not TOML: Must be a newline; keys have no comma after their value',
    ],
    [
      'a path of Windows',
      also('builds_dir = "C:\\users"'),
      '6 : this is not TOML: Invalid character in escape sequence; a text with \\ in it stands in single quotes',
    ],
    ['a list without an end', 'a = [1', '1 : this is not TOML: Unterminated array'],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual([expected]);
  });
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  '%s, which all objects have, is no key, wherever it stands, and changes none',
  (name) => {
    const places = [
      `${name} = 1\n${FILE}`,
      also(`${name} = 1`),
      `${FILE}    ${name} = 1\n`,
      `${FILE}  [runners.${name}]\n    polluted = 1\n`,
      also(`docker.sysctls = { ${name} = "x" }`).replace('  [runners.docker]\n    image = "alpine"\n', ''),
    ];
    for (const text of places)
      expect(told(text)).toEqual([
        expect.stringMatching(`${name}: is not a key that GitLab Runner knows: remove it`),
      ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  },
);

test('labels for all runners go to each, unless it has its own of that name', () => {
  const text = `labels = { team = "blue", site = "a" }\n${also('labels = { team = "red" }')}`;
  expect(inspect(text, 'f').settings?.runners[0]?.passedOn).toMatchObject({
    labels: { team: 'red', site: 'a' },
  });
  const [first] = verdictsOf(inspect(text, 'f'));
  expect(first).toMatchObject({ path: 'labels.team', verdict: 'passed on' });
});

const AUTOSCALED = `${with_('docker+machine', 'docker-autoscaler').replace('project = 1', 'project = 1\n    machine_options = ["amazonec2-instance-type=m6i.large"]')}  [runners.autoscaler]
    plugin = "aws"
`;

describe('a misspelled key that would limit or ask for machines is refused', () => {
  test.each<[string, string, string, string]>([
    ['concurent = 4', `concurent = 4\n${FILE.replace(/.*\n/, '')}`, '1 concurent: ', 'concurrent?'],
    ['limt = 5', also('limt = 5'), '6 runners[0].limt: ', 'limit?'],
    ['limits = 5', also('limits = 5'), '6 runners[0].limits: ', 'limit?'],
    [
      'max_instance = 5',
      `${AUTOSCALED}max_instance = 5\n`,
      '19 runners[0].autoscaler.max_instance: ',
      'max_instances?',
    ],
    [
      'maxInstances = 5',
      `${AUTOSCALED}maxInstances = 5\n`,
      '19 runners[0].autoscaler.maxInstances: ',
      'max_instances?',
    ],
    [
      'capacity_per_instances = 2',
      `${AUTOSCALED}capacity_per_instances = 2\n`,
      '19 runners[0].autoscaler.capacity_per_instances: ',
      'capacity_per_instance?',
    ],
  ])('%s', (_, text, place, meant) => {
    const [problem, ...others] = told(text);
    expect(problem).toContain(place);
    expect(problem).toMatch(new RegExp(`would have no effect: did you mean ${meant.replace('?', '\\?')}$`));
    expect(others).toEqual([]);
    const { problems } = inspect(mended(text, 'f').text, 'f');
    expect(problems).toEqual([]);
  });

  test('our own table too', () => {
    expect(told(with_('[runners.bastionless]', '[runners.bastionles]'))).toEqual([
      '14 runners[0].bastionles: is not a key of [[runners]] and would have no effect: did you mean bastionless?',
    ]);
  });

  test.each(['type = "a"', 'user = "ci"', 'timer = 1', 'zone = "a"'])(
    '%s is of nobody, and GitLab Runner passes it over: only told',
    (line) => {
      expect(told(also(line))).toEqual([]);
      expect(inspect(also(line), 'f').warnings[0]?.message).toContain('so it does nothing');
    },
  );
});

describe('an unknown region', () => {
  const inRegion = (region: string, more = '') =>
    with_('["amazonec2-instance', `["amazonec2-region=${region}"${more}, "amazonec2-instance`);

  test.each([
    ['eu-west-9', 'eu-west-1'],
    ['eu-cental-1', 'eu-central-1'],
    ['us-east-3', 'us-east-1'],
  ])('%s is refused, with one that it has', (region, meant) => {
    expect(told(inRegion(region))).toEqual([
      `13 runners[0].machine.MachineOptions[0]: amazonec2-region=${region} is not a known region of AWS: did you mean ${meant}? If it is newer than this version, set amazonec2-endpoint too`,
    ]);
  });

  test('is accepted with its endpoint, as in docker-machine', () => {
    expect(told(inRegion('eu-west-9', ', "amazonec2-endpoint=ec2.eu-west-9.amazonaws.com"'))).toEqual([]);
  });

  test.each(['us-gov-west-1', 'cn-northwest-1', 'eusc-de-east-1', 'ap-southeast-7'])(
    '%s is none',
    (region) => {
      expect(told(inRegion(region))).toEqual([]);
    },
  );
});

describe('an error hides those that follow from it', () => {
  test.each([
    ['a type that is none', with_('m6i.large', 'large')],
    ['all options in one text', with_('["amazonec2-', '["amazonec2-region=eu-west-1 amazonec2-')],
    [
      'options that are no list',
      with_('["amazonec2-instance-type=m6i.large"]', '"amazonec2-instance-type=m6i.large"'),
    ],
    ['a project that is none', with_('project = 1', 'project = "acme/site"')],
  ])('%s', (_, text) => {
    expect(inspect(text, 'f').problems).toHaveLength(1);
    expect(inspect(text, 'f').warnings).toEqual([]);
  });
});

test('a warning says that the type is the driver’s default', () => {
  const [warning] = inspect(with_('"amazonec2-instance-type=m6i.large"', ''), 'f').warnings;
  expect(warning?.message).toMatch(/^no type is named, so it is t2\.micro, which is burstable/);
});

test.each([
  ['IdleTime', with_('IdleTime = 60', 'IdleTime = 600000')],
  ['OffPeakIdleTime', with_('IdleTime = 60', 'IdleTime = 60\n    OffPeakIdleTime = 600000')],
])('an %s of days is reported: it is in seconds', (key, text) => {
  const [warning] = inspect(text, 'f').warnings;
  expect(warning?.path).toBe(`runners[0].machine.${key}`);
  expect(warning?.message).toContain('is in seconds: 600000 are 6.9 days');
});

test.each([
  ['* * * * * sat-sun *', 'never holds in GitLab Runner, whose weeks begin on Sunday: here it does'],
  ['* * * * 1-7', 'never holds in GitLab Runner'],
  ['* * 1-7 * * *', 'has 6 fields'],
  ['* * 1-7 * * 0-7 *', undefined],
])('the period %s is reported: GitLab Runner reads it differently', (period, expected) => {
  const autoscaling = `IdleTime = 60\n    [[runners.machine.autoscaling]]\n    Timezone = "UTC"\n    Periods = ["${period}"]`;
  const text = `${FILE.replace('    IdleTime = 60\n', '').replace('m6i.large"]', `m6i.large"]\n    ${autoscaling}`)}`;
  const [warning] = inspect(text, 'f').warnings;
  if (expected === undefined) expect(warning).toBeUndefined();
  else expect(warning?.message).toContain(expected);
});

test.each([
  ['prepare_timeout = 30', 'is 30 nanoseconds, as GitLab Runner reads it: for seconds write "30s"'],
  ['prepare_timeout = "30s"', undefined],
  ['prepare_timeout = 30_000_000_000', undefined],
])('%s is reported with its meaning', (line, expected) => {
  const [warning] = inspect(also(line), 'f').warnings;
  expect(warning?.message).toBe(expected);
});

test('so it is with a policy’s idle_time', () => {
  const policy = '[[runners.autoscaler.policy]]\n  idle_count = 1\n  idle_time = 1200\n';
  const text = `${FILE.replace('docker+machine', 'docker-autoscaler').replace('project = 1', 'project = 1\n    machine_options = ["amazonec2-instance-type=m6i.large"]')}  [runners.autoscaler]\n  ${policy}`;
  expect(inspect(text, 'f').warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    'runners[0].autoscaler.policy[0].idle_time: is 1200 nanoseconds, as GitLab Runner reads it: for seconds write "1200s"',
  ]);
});

test('all unknown keys of a table are told at once, and the rest of its runner is understood', () => {
  const more = 'colour = "red"\n    tagz = []\n    cpu_optionz = { x = 1 }\n    group = 2';
  expect(told(ours(more))).toEqual([
    expect.stringMatching(/^16 runners\[0\].bastionless.colour: is not a known key/),
    expect.stringMatching(/^17 runners\[0\].bastionless.tagz: .*: did you mean tags\?$/),
    expect.stringMatching(/^18 runners\[0\].bastionless.cpu_optionz: .*: did you mean cpu_options\?$/),
    '19 runners[0].bastionless.group: must not be set beside project: keep one',
  ]);
});

describe('a key of another table is told with that table', () => {
  test.each<[string, string]>([
    [`limit = 3\n${FILE}`, 'limit: is not a key of the top of the file'],
    [with_('image = "alpine"', 'image = "alpine"\n    limit = 3'), 'it is a key of [[runners]]'],
    [with_('image = "alpine"', 'image = "alpine"\n    environment = ["A=1"]'), 'it is a key of [[runners]]'],
    [with_('image = "alpine"', 'image = "alpine"\n    MaxBuilds = 3'), 'it is a key of [runners.machine]'],
    [also('concurrent = 3'), 'it is a key of the top of the file'],
    [also('instance_types = ["m6i.large"]'), 'it is a key of [runners.bastionless]'],
  ])('%#', (text, expected) => {
    expect(warned(text)).toEqual([expect.stringContaining(expected)]);
  });

  test.each<[string, string]>([
    [with_('IdleTime = 60', 'IdleTime = 60\n    concurrent = 3'), 'it is a key of the top of the file'],
    [with_('IdleTime = 60', 'IdleTime = 60\n    max_price = 3'), 'it is a key of [runners.bastionless]'],
    [ours('IdleCount = 2'), 'it is a key of [runners.machine]'],
  ])('where no other key may stand: %#', (text, expected) => {
    expect(told(text)).toEqual([expect.stringContaining(`: ${expected}`)]);
  });
});

test('a type that EC2 does not have is a warning where it stands, as of a size', () => {
  const sized = ours('sizes.big = { instance_types = ["m6i.4xlarge", "m6i.4xlage"] }');
  expect(warned(sized.replace('m6i.large', 'm6i.lage'))).toEqual([
    '13 runners[0].machine.MachineOptions[0]: m6i.lage is not a type of EC2: did you mean m6i.large?',
    '16 runners[0].bastionless.sizes.big.instance_types[1]: m6i.4xlage is not a type of EC2: did you mean m6i.4xlarge?',
  ]);
});

/** Without those of credits. */
const warned = (text: string): string[] =>
  inspect(text, 'f').warnings.map(({ line, path, message }) => `${line} ${path}: ${message}`);

describe('a template’s placeholder is reported where it would be taken for a name', () => {
  test.each([
    [
      option(`amazonec2-security-group=\${GROUP}`),
      /^13 \S+MachineOptions\[0\]: \$\{GROUP\} is not filled in/,
    ],
    [option('amazonec2-security-group=$GROUP'), /MachineOptions\[0\]: \$GROUP is not filled in/],
    [option('amazonec2-tags=team,{{ team }}'), /MachineOptions\[0\]: \{\{ team \}\} is not filled in/],
    [option('amazonec2-keypair-name=<your key>'), /MachineOptions\[0\]: <your key> is not filled in/],
    [with_('name = "r"', `name = "\${name}"`), /^3 runners\[0\].name: \$\{name\} is not filled in/],
    [also(`cache.Path = "\${path}"`), /runners\[0\].cache.Path: \$\{path\} is not filled in/],
  ])('%#', (text, expected) => {
    expect(warned(text)).toContainEqual(expect.stringMatching(expected));
  });

  test.each([
    also(`environment = ["PATH=/opt/bin:$PATH", "A=\${B}"]`),
    also(`pre_build_script = "echo \${CI_JOB_ID}"`),
    with_('"alpine"', '"$CI_REGISTRY/alpine"'),
    option('amazonec2-tags=cost,$5'),
  ])('gitlab-runner or a shell fills it in: %#', (text) => {
    expect(warned(text).filter((one) => one.includes('filled in'))).toEqual([]);
  });
});

describe('leftovers of the other executor are reported, with what to write', () => {
  const LEFT = '  [[runners.autoscaler.policy]]\n    idle_count = 5\n';
  const moved = FILE.replace('docker+machine', 'docker-autoscaler');

  test('of docker-autoscaler in a file of docker+machine', () => {
    expect(warned(`${FILE}${LEFT}`)).toEqual([
      expect.stringMatching(
        /^16 runners\[0\].autoscaler.policy: .*\[\[runners.machine.autoscaling\]\] with Periods/,
      ),
    ]);
  });

  test('of docker+machine in a file of docker-autoscaler', () => {
    const period = '    [[runners.machine.autoscaling]]\n      IdleCount = 5\n  [runners.bastionless]';
    const text = `${moved.replace('  [runners.bastionless]', period)}${LEFT}`;
    expect(warned(text)).toContainEqual(
      expect.stringContaining('write machine_options in [runners.bastionless]'),
    );
    expect(warned(text)).toContainEqual(expect.stringContaining('write [[runners.autoscaler.policy]] with'));
  });

  test('no more once it is written here', () => {
    const text = moved.replace(
      'project = 1',
      'project = 1\n    machine_options = ["amazonec2-instance-type=m6i.large"]',
    );
    expect(warned(`${text}${LEFT}`)).toEqual([]);
  });
});

test.each([
  [
    with_('    IdleTime', '    Colour = "red"\n    IdleTime'),
    'GitLab Runner 19.4 does not know it either: take it out',
  ],
  [ours('colour = "red"'), 'docs/configuration.md has those that are'],
  [
    `${FILE}  [[runners.machine.autoscaler]]\n    IdleCount = 5\n`,
    'runners[0].machine.autoscaler: is not a known key of [runners.machine]: did you mean autoscaling?',
  ],
  [
    FILE.replace('docker+machine', 'docker-autoscaler') +
      '  [[runners.autoscaler.policies]]\n    idle_count = 5\n',
    'is not a key of [runners.autoscaler] and would have no effect: did you mean policy?',
  ],
])('an unknown key is reported with what to do: %#', (text, expected) => {
  expect(told(text)).toEqual([expect.stringContaining(expected)]);
});

test('an S3 bucket in [runners.cache] itself, as before 12.0, is reported', () => {
  const cache = (lines: string) =>
    with_('  [runners.docker]', `  [runners.cache]\n    Type = "s3"\n${lines}  [runners.docker]`);
  const expected = 'cache.BucketName: must be the name of a bucket alone';
  expect(told(cache('    BucketName = "s3://ci"\n'))).toEqual([
    expect.stringContaining(`9 runners[0].${expected}`),
  ]);
  expect(told(cache('    s3.BucketName = "s3://ci"\n    BucketName = "ci-cache"\n'))).toEqual([
    expect.stringContaining('9 runners[0].cache.s3.BucketName: must be'),
  ]);
});

test('an environment variable without a value is reported: GitLab Runner ignores it', () => {
  const [warning] = inspect(also('environment = ["A=b", "DEBUG"]'), 'f').warnings;
  expect(warning?.path).toBe('runners[0].environment');
  expect(warning?.message).toContain('"DEBUG" has no =');
});

test('a key with a dash is reported with its underscore', () => {
  const [warning] = inspect(also('run-untagged = true'), 'f').warnings;
  expect(warning?.message).toContain('Here it is run_untagged in [runners.bastionless]');
});

test('a global key in a runner is reported with its place', () => {
  const [warning] = inspect(also('concurrent = 5'), 'f').warnings;
  expect(warning?.message).toContain('does nothing: it is a key of the top of the file');
});

test('a cache in an unknown region is reported', () => {
  const text = also(
    'cache = { Type = "s3", s3 = { BucketName = "ci-cache", BucketLocation = "eu-west-9" } }',
  );
  expect(inspect(text, 'f').warnings).toMatchObject([
    {
      path: 'runners[0].cache.s3.BucketLocation',
      message: expect.stringContaining('did you mean eu-west-1?'),
    },
  ]);
});

test('an unknown type of cache is reported', () => {
  const [warning] = inspect(also('cache.Type = "S3"'), 'f').warnings.filter(({ path }) =>
    path.endsWith('Type'),
  );
  expect(warning?.message).toContain('is not a type that GitLab Runner knows');
});

const TABLES_OF_RUNNERS = Object.keys(TABLES).filter((table) => !FILE.includes(`[${table}]`));
const keys = fc.constantFrom(
  ...Object.entries(TABLES).flatMap(([table, inner]) =>
    Object.keys(inner).map((key) => [table, key] as const),
  ),
  ...TABLES_OF_RUNNERS.map(
    (table) => [table.split('.').slice(0, -1).join('.'), table.split('.').at(-1) ?? ''] as const,
  ),
);
const values = fc.constantFrom(
  ...[
    'true',
    '0',
    '-1',
    '1.5',
    'inf',
    'nan',
    '9223372036854775807',
    '"a"',
    '""',
    '"5"',
    '[]',
    '["a"]',
    '[1]',
    '[[]]',
  ],
  ...[
    '{}',
    '{ a = 1 }',
    '{ a = ["b"] }',
    '[{}]',
    '[{ a = "b" }]',
    '[{ }, "a"]',
    '1979-05-27',
    '07:32:00',
    '"-5s"',
  ],
);

test('whatever a key holds, the file is read, checked and mended', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('docker+machine', 'docker-autoscaler'),
      keys,
      values,
      (executor, [table, key], value) => {
        const place = table === '' ? '' : FILE.includes(`[${table}]\n`) ? `[${table}]\n` : undefined;
        const text = FILE.replace('docker+machine', executor);
        const line = `${key} = ${value}\n`;
        const made =
          place === undefined
            ? `${text}${shownTable(table)}\n${line}`
            : text.replace(place, `${place}${line}`);
        try {
          verdictsOf(inspect(made, 'f'));
          mended(made, 'f');
        } catch (error) {
          // The file has the key already.
          expect(error).toBeInstanceOf(ConfigError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
