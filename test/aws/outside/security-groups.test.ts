import { randomUUID } from 'node:crypto';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  EC2Client,
  EC2ServiceException,
} from '@aws-sdk/client-ec2';
import { groupKey, type NamedGroup } from '../../../infra/launch/security-group.ts';
import { findSecurityGroups } from '../../../infra/outside/security-groups.ts';

const client = new EC2Client({});
afterAll(() => client.destroy());

async function aVpc(): Promise<string> {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  return Vpc?.VpcId ?? '';
}

interface Existing {
  readonly vpcId?: string;
  readonly tag?: string;
}

async function aGroup(name: string, { vpcId, tag }: Existing = {}): Promise<string> {
  const { GroupId = '' } = await client.send(
    new CreateSecurityGroupCommand({
      GroupName: name,
      Description: name,
      ...(vpcId && { VpcId: vpcId }),
      ...(tag && {
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: tag, Value: 'x' }] }],
      }),
    }),
  );
  return GroupId;
}

async function found(named: readonly NamedGroup[], by = client) {
  const warnings: string[] = [];
  const groups = await findSecurityGroups(by, named, (message) => warnings.push(message));
  return { ids: named.map((group) => groups.get(groupKey(group))), warnings };
}

const aName = () => `gitlab-runner-${randomUUID()}`;

/** A client whose every call fails in that way. */
function failing(error: Error): EC2Client {
  const other = new EC2Client({});
  other.middlewareStack.add(() => () => Promise.reject(error), { step: 'initialize' });
  return other;
}

function refused(name: string): EC2ServiceException {
  return new EC2ServiceException({
    name,
    message: 'You are not authorized',
    $fault: 'client',
    $metadata: { httpStatusCode: 403 },
  });
}

test('a group of that name in the VPC is used', async () => {
  const [name, vpcId] = [aName(), await aVpc()];
  const id = await aGroup(name, { vpcId });
  expect(await found([{ name, vpcId }])).toEqual({ ids: [id], warnings: [] });
});

test('without a VPC, the one of that name in the default VPC', async () => {
  const name = aName();
  await aGroup(name, { vpcId: await aVpc() });
  const id = await aGroup(name);
  expect((await found([{ name, vpcId: undefined }])).ids).toEqual([id]);
});

test.each<[string, (name: string) => Promise<NamedGroup>]>([
  ['there is none', async (name) => ({ name, vpcId: undefined })],
  [
    'there is one in another VPC only',
    async (name) => {
      await aGroup(name, { vpcId: await aVpc() });
      return { name, vpcId: await aVpc() };
    },
  ],
  [
    'it is a deployment’s own',
    async (name) => {
      const vpcId = await aVpc();
      await aGroup(name, { vpcId, tag: 'bastionless:scaler' });
      return { name, vpcId };
    },
  ],
])('nothing is found where %s', async (_, prepare) => {
  expect(await found([await prepare(aName())])).toEqual({ ids: [undefined], warnings: [] });
});

test('a group that is open to the Internet, as docker-machine left it, is warned of', async () => {
  const name = aName();
  const GroupId = await aGroup(name);
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }));
  const { ids, warnings } = await found([{ name, vpcId: undefined }]);
  expect(ids).toEqual([GroupId]);
  expect(warnings).toEqual([expect.stringContaining(`${name} (${GroupId}) lets in the whole Internet`)]);
});

describe('where AWS does not answer', () => {
  const group = { name: 'gitlab-runner', vpcId: 'vpc-01' };

  test.each([
    [
      'no credentials',
      failing(Object.assign(new Error('no providers'), { name: 'CredentialsProviderError' })),
    ],
    ['no network', new EC2Client({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 })],
  ])('%s: the names fall back to the stack’s own groups, with a warning', async (_, by) => {
    const { ids, warnings } = await found([group], by);
    expect(ids).toEqual([undefined]);
    expect(warnings).toEqual([
      expect.stringContaining('could not be asked for the security groups gitlab-runner'),
    ]);
    by.destroy();
  });

  test('a refusal is an error that says which permission, or what to write instead', async () => {
    await expect(found([group], failing(refused('UnauthorizedOperation')))).rejects.toThrow(
      /"gitlab-runner" takes the permissions ec2:DescribeSecurityGroups.*amazonec2-security-group=sg-/,
    );
  });

  test('credentials that are no longer good are an error', async () => {
    await expect(found([group], failing(refused('RequestExpired')))).rejects.toThrow(/RequestExpired/);
  });
});
