import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deploymentOf } from '../../infra/deployment.ts';
import { boundRoles } from '../../infra/plugin/boundary.ts';
import { checkNetwork } from '../../infra/plugin/network.ts';
import type { Template } from '../../infra/plugin/serverless.ts';
import { readConfig } from '../../lib/config/read.ts';
import { request } from './iam/requests.ts';
import { resolved } from './iam/resolve.ts';
import { allowedOf, deniedOf } from './iam/role.ts';
import { packageTemplate } from './package-template.ts';
import { copyWithoutCode, type Project } from './project.ts';

const BOUNDARY = 'arn:aws:iam::123456789012:policy/limits';

let project: Project;
let template: Template;
beforeAll(async () => {
  project = await copyWithoutCode();
  await writeFile(join(project.folder, 'prices.json'), '{"ebsGibibyteMonth":{"gp3":0.5}}');
  const network = ['subnets=subnet-0a,subnet-0b', 'security-groups=sg-0a', 'api=dualstack'];
  const boundary = `permissions-boundary=${BOUNDARY}`;
  const params = [...network, boundary, 'prices=prices.json'].flatMap((said) => ['--param', said]);
  template = await packageTemplate(project, '--stage', 'private', ...params);
});
afterAll(() => project.remove());

const made = (logicalId: string, conditions: readonly string[]): Readonly<Record<string, unknown>> => {
  const ids = { Resources: template.Resources, physicalIds: {}, conditions };
  return resolved(template.Resources[logicalId]?.Properties, ids) as Record<string, unknown>;
};
const IN_NETWORK = ['IsInNetwork'];
const CALL_GITLAB = ['Register', 'Audit', 'Reconcile'];
const INTERFACES = ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DeleteNetworkInterface'].map(
  (action) => request(`ec2:${action}`, '*'),
);
const policiesOf = (name: string, conditions: readonly string[]) =>
  (made(`${name}Role`, conditions)['Policies'] as { PolicyDocument: object }[]).map(
    ({ PolicyDocument }) => PolicyDocument,
  );

test.each(CALL_GITLAB)('the function %s, which calls GitLab, is in the network that is named', (name) => {
  expect(made(`${name}LambdaFunction`, IN_NETWORK)['VpcConfig']).toEqual({
    SubnetIds: 'Subnets',
    SecurityGroupIds: 'SecurityGroups',
  });
  expect(made(`${name}LambdaFunction`, [])['VpcConfig']).toBe('AWS::NoValue');
});

test.each(['Webhook', 'Ec2Dashevents', 'Schedule'])('the function %s, which does not, is in none', (name) => {
  expect(template.Resources[`${name}LambdaFunction`]?.Properties).not.toHaveProperty('VpcConfig');
});

test.each(CALL_GITLAB)('the role of %s may have what that takes, there alone', async (name) => {
  expect(await deniedOf(policiesOf(name, IN_NETWORK), INTERFACES)).toEqual([]);
  expect(await allowedOf(policiesOf(name, []), INTERFACES)).toEqual([]);
});

test('each new role has the permissions boundary', () => {
  const roles = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(9);
  for (const { Properties } of roles) expect(Properties).toMatchObject({ PermissionsBoundary: BOUNDARY });
});

test('the parameters reach the stack', () => {
  expect(template).toMatchObject({
    Parameters: { Subnets: { Default: 'subnet-0a,subnet-0b' }, SecurityGroups: { Default: 'sg-0a' } },
    Resources: { HttpApi: { Properties: { IpAddressType: 'dualstack' } } },
  });
});

test('so do the prices of a file, found from the folder of config.toml', () => {
  expect(made('ReconcileLambdaFunction', [])).toMatchObject({
    Environment: { Variables: { LIST_PRICES: expect.stringContaining('"gp3":0.5') } },
  });
});

test.each([
  [{ subnets: 'subnet-0a' }, 'go together: say both, or none'],
  [{ securityGroups: 'sg-0a' }, 'go together: say both, or none'],
  [
    { subnets: 'subnet-0a; subnet-0b', securityGroups: 'sg-0a' },
    '--param subnets must be ids, separated by commas',
  ],
  [{ subnets: 'subnet-0a', securityGroups: 'default' }, '--param security-groups must be ids'],
  [{ api: 'ipv6' }, '--param api must be ipv4 or dualstack'],
])('%j is refused', (said, problem) => {
  const custom = { subnets: '', securityGroups: '', api: 'ipv4', ...said };

  expect(() => checkNetwork({ service: { custom } } as never)).toThrow(problem);
});

test('a permissions boundary that is not an ARN is refused', () => {
  const service = { custom: { permissionsBoundary: 'limits' } };

  expect(() => boundRoles({ service } as never)).toThrow('must be the ARN of a policy (it is "limits")');
});

test('machines may call out over IPv6 and IPv4', async () => {
  const { resources } = deploymentOf(
    readConfig(await readFile('config.toml', 'utf8'), 'config.toml'),
    'test',
  );
  const [group] = Object.values(resources).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroup');

  expect(group?.Properties['SecurityGroupEgress']).toEqual([
    { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
    { IpProtocol: '-1', CidrIpv6: '::/0' },
  ]);
});
