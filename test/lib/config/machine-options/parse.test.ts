import { ENGINE_OPTIONS } from '../../../../lib/config/machine-options/engine-options.ts';
import { OPTIONS } from '../../../../lib/config/machine-options/options.ts';
import { parseMachineOptions } from '../../../../lib/config/machine-options/parse.ts';

function ec2Of(...options: string[]) {
  const { ec2, verdicts } = parseMachineOptions(options.map((option) => `amazonec2-${option}`));
  expect(verdicts.filter(({ verdict }) => verdict !== 'honoured')).toEqual([]);
  return ec2;
}

test('without options the driver’s defaults hold, but for the disk’s type', () => {
  expect(ec2Of()).toEqual({
    region: 'us-east-1',
    zone: 'a',
    subnets: [],
    securityGroups: ['docker-machine'],
    instanceTypes: ['t2.micro'],
    tags: {},
    market: { kind: 'OnDemand' },
    disk: { gibibytes: 16, type: 'gp3' },
    hasPublicAddress: true,
    hasDetailedMonitoring: false,
    isEbsOptimized: false,
    metadataHopLimit: 2,
  });
});

test.each<[string[], object]>([
  [['region=eusc-de-east-1'], { region: 'eusc-de-east-1' }],
  [['security-group=one', 'security-group=sg-2'], { securityGroups: ['one', 'sg-2'] }],
  [['tags=a,1,b,x=y'], { tags: { a: '1', b: 'x=y' } }],
  [['request-spot-instance'], { market: { kind: 'Spot', onDemandFallback: false, maxPrice: '0.50' } }],
  [['request-spot-instance=true', 'spot-price=0.03'], { market: { kind: 'Spot', maxPrice: '0.03' } }],
  [['request-spot-instance=T', 'spot-price=.03'], { market: { kind: 'Spot', maxPrice: '0.03' } }],
  [['request-spot-instance=true', 'spot-price='], { market: { kind: 'Spot', onDemandFallback: false } }],
  [['request-spot-instance=false', 'spot-price=1'], { market: { kind: 'OnDemand' } }],
  [['monitoring'], { hasDetailedMonitoring: true }],
])('%j', (options, expected) => {
  expect(ec2Of(...options)).toMatchObject(expected);
});

test.each([
  ['amazonec2-region=Frankfurt', 'must be a region such as us-east-1 (it is "Frankfurt")'],
  ['amazonec2-request-spot-instance=maybe', 'must be true or false (it is "maybe")'],
  ['amazonec2-tags=a,1,,2', 'must be pairs'],
  ['amazonec2-tags=,1', 'must be pairs'],
  ['amazonec2-tags=a,1,aws:b,2', 'is refused by EC2 at every launch: a tag’s key has 128 characters at most'],
  [`amazonec2-tags=a,${'1'.repeat(257)}`, 'is refused by EC2 at every launch'],
  ['amazonec2-constructor=1', 'is not an option of the amazonec2 driver that is known'],
  ['toString', '"toString" is not an option of docker-machine or its amazonec2 driver'],
  ['engine-opt=constructor=1', 'is not known as a key of Docker’s daemon.json'],
  ['engine-opt=default-ulimit=nofile', 'is not known as a key of Docker’s daemon.json'],
  ['engine-opt=debug=constructor', 'is not known as a key of Docker’s daemon.json'],
  ['amazonec2-region = eu-west-1', '"amazonec2-region " has a space too many: write amazonec2-region=…'],
  [' amazonec2-region=eu-west-1', '" amazonec2-region" has a space too many'],
  [
    'amazonec2-security-group=sg-1a,sg-2b',
    'is no group: say the option once for each, by its id, sg-…, or its name',
  ],
  ['amazonec2-security-group=sg-nope', 'is no group'],
  ['amazonec2-root-size=big', 'must be a size in GiB'],
  ['amazonec2-metadata-token=maybe', 'must be required or optional'],
  ['amazonec2-access-key=AKIA', 'amazonec2-access-key is refused because functions and machines have roles'],
  ['amazonec2-root-sise=16', 'amazonec2-root-sise is not known: did you mean amazonec2-root-size?'],
  ['engine-registry-mirror=x', 'must be the address of a registry mirror'],
  ['engine-opt=storage-opt=x', 'say it as docker_daemon = { … } in [runners.bastionless]'],
  ['engine-storage-driver=aufs', 'is gone from Docker'],
  ['google-zone=a', '"google-zone" is not an option of docker-machine or its amazonec2 driver'],
  ['amazonec2-something-else=1', 'is not an option of the amazonec2 driver that is known'],
])('%s is refused', (option, note) => {
  expect(parseMachineOptions(['amazonec2-zone=b', option]).verdicts[1]).toEqual({
    verdict: 'refused',
    note: expect.stringContaining(note),
  });
});

test('ulimits of docker-machine’s engine option go to daemon.json', () => {
  const limits = ['nofile=1024:2048', 'nproc=-1'].map((limit) => `engine-opt=default-ulimit=${limit}`);
  expect(parseMachineOptions(limits).engine.daemon).toEqual({
    'default-ulimits': {
      nofile: { Name: 'nofile', Soft: 1024, Hard: 2048 },
      nproc: { Name: 'nproc', Soft: -1, Hard: -1 },
    },
  });
});

test('a secret key is not repeated', () => {
  const { verdicts } = parseMachineOptions(['amazonec2-secret-key=SECRET']);
  expect(JSON.stringify(verdicts)).not.toContain('SECRET');
});

test('every flag of docker-machine itself is known', () => {
  const flags = `driver engine-install-url engine-opt engine-insecure-registry engine-registry-mirror engine-label
    engine-storage-driver engine-env swarm swarm-image swarm-master swarm-discovery swarm-strategy swarm-opt
    swarm-join-opt swarm-host swarm-addr swarm-experimental tls-san`;
  expect(flags.split(/\s+/).filter((flag) => ENGINE_OPTIONS[flag] === undefined)).toEqual([]);
});

test('every flag of docker-machine’s driver is known', () => {
  const flags = `access-key ami block-duration-minutes device-name endpoint iam-instance-profile
    insecure-transport instance-type keypair-name monitoring open-port private-address-only region
    request-spot-instance retries root-size secret-key security-group security-group-readonly session-token
    spot-price ssh-keypath ssh-port ssh-user subnet-id tags use-ebs-optimized-instance use-private-address
    userdata volume-type vpc-id zone metadata-token metadata-token-response-hop-limit`;
  expect(flags.split(/\s+/).filter((flag) => OPTIONS[flag] === undefined)).toEqual([]);
});
