import { randomUUID } from 'node:crypto';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  IAMServiceException,
} from '@aws-sdk/client-iam';
import { findRoles } from '../../../infra/outside/instance-profiles.ts';

const client = new IAMClient();
afterAll(() => client.destroy());

const FOR_EC2 = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
});
const aName = (what: string) => `ci-${what}-${randomUUID()}`;

async function aProfile(roleName?: string, Path = '/'): Promise<string> {
  const InstanceProfileName = aName('RunnersInstanceProfile');
  await client.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  if (roleName === undefined) return InstanceProfileName;
  await client.send(new CreateRoleCommand({ RoleName: roleName, Path, AssumeRolePolicyDocument: FOR_EC2 }));
  await client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: roleName }));
  return InstanceProfileName;
}

const found = (profile: string, by = client, warnings: string[] = []) =>
  findRoles(by, [profile], (message) => warnings.push(message));

/** A client whose every call fails in that way. */
function failing(error: Error): IAMClient {
  const other = new IAMClient();
  other.middlewareStack.add(() => () => Promise.reject(error), { step: 'initialize' });
  return other;
}

test('the role of a profile is found, whatever its name and its path', async () => {
  const role = aName('RunnersRole');
  const profile = await aProfile(role, '/ci/');

  expect((await found(profile)).get(profile)).toEqual({
    name: role,
    arn: `arn:aws:iam::123456789012:role/ci/${role}`,
    id: expect.stringMatching(/^AROA/),
    trusts: 'EC2',
  });
});

test.each([
  ['is not there', async () => 'gitlab-runner-of-nobody'],
  ['has no role', () => aProfile()],
])('a profile that %s is an error that names it and says the two ways out', async (problem, prepare) => {
  const profile = await prepare();

  await expect(found(profile)).rejects.toThrow(
    new RegExp(
      `amazonec2-iam-instance-profile=${profile}: the instance profile ${problem}.*Leave the option out.*or make it`,
    ),
  );
});

test('without credentials its role is taken to have its name, with a warning', async () => {
  const warnings: string[] = [];
  const nobody = failing(Object.assign(new Error('no providers'), { name: 'CredentialsProviderError' }));

  expect((await found('ci', nobody, warnings)).size).toBe(0);
  expect(warnings).toEqual([expect.stringContaining('could not be asked for the instance profile ci')]);
});

test('a refusal is an error that says which permission, or what to do instead', async () => {
  const refusal = new IAMServiceException({
    name: 'AccessDenied',
    message: 'not authorized',
    $fault: 'client',
    $metadata: { httpStatusCode: 403 },
  });

  await expect(found('ci', failing(refusal))).rejects.toThrow(
    /"ci" takes the permissions iam:GetInstanceProfile.*leave amazonec2-iam-instance-profile out/,
  );
});
