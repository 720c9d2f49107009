import { CreateGrantCommand, CreateKeyCommand, type GrantOperation, KMSClient } from '@aws-sdk/client-kms';
import { deploymentNamed } from '../../../lib/cli/deployment/deployment.ts';
import { diskKeyFindings } from '../../../lib/cli/doctor/disk-keys.ts';
import { aRunner, someSettings } from '../../builders/settings.ts';
import {
  type Answer,
  type RecordingProxy,
  type StandIn,
  startRecordingProxy,
} from '../deploy/recording-proxy.ts';

const OURS = '123456789012';
const SPOT_ROLE = `arn:aws:iam::${OURS}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot`;
const THEIRS = 'arn:aws:kms:us-east-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const kms = new KMSClient();
afterAll(() => kms.destroy());

async function aKey(): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand());
  return KeyMetadata?.Arn ?? '';
}

/** What doctor says of the keys of a spot runner whose disks have this one. */
function findings(kmsKey: string | undefined) {
  const runner = aRunner();
  const disk = { ...runner.ec2.disk, ...(kmsKey !== undefined && { kmsKey }) };
  const settings = someSettings({ runners: [{ ...runner, ec2: { ...runner.ec2, disk } }] });
  return diskKeyFindings(deploymentNamed({ stage: 'dev' }, settings), settings);
}

test('a customer’s key lacks its grant until the command that is printed was run', async () => {
  const key = await aKey();
  const [before] = await findings(key);
  const todo = before?.todo ?? '';

  expect(before).toMatchObject({ check: `key of disks ${key}`, verdict: 'fail' });
  expect(todo).toMatch(new RegExp(`^aws kms create-grant --key-id ${key} --grantee-principal ${SPOT_ROLE} `));
  const [, operations = ''] = todo.split('--operations ');
  await kms.send(
    new CreateGrantCommand({
      KeyId: key,
      GranteePrincipal: /--grantee-principal (\S+)/.exec(todo)?.[1] ?? '',
      Operations: operations.split(' ') as GrantOperation[],
    }),
  );
  expect(await findings(key)).toMatchObject([{ verdict: 'ok' }]);
});

test('one that cannot be looked at is a warning', async () => {
  expect(await findings(THEIRS)).toMatchObject([
    { verdict: 'warn', found: expect.stringContaining('could not be looked at') },
  ]);
});

describe('what moto does not have', () => {
  const moto = process.env['AWS_ENDPOINT_URL'] ?? '';
  let proxy: RecordingProxy;
  beforeAll(async () => {
    proxy = await startRecordingProxy(moto, answers);
    process.env['AWS_ENDPOINT_URL'] = proxy.url;
  });
  afterAll(() => {
    process.env['AWS_ENDPOINT_URL'] = moto;
    proxy.close();
  });

  test('the key of another account is granted to the role of the account that launches', async () => {
    const [finding] = await findings(THEIRS);
    expect(finding).toMatchObject({ verdict: 'fail' });
    expect(finding?.todo).toContain(`--key-id ${THEIRS} --grantee-principal ${SPOT_ROLE} `);
  });

  test('where no key is named, the account’s own for disks is looked at', async () => {
    expect(await findings(undefined)).toMatchObject([{ check: `key of disks ${THEIRS}`, verdict: 'fail' }]);
  });
});

/** An account whose disks are encrypted with another account's key, which has no grants. */
const answers: StandIn = async ({ service, action }): Promise<Answer | undefined> => {
  const json = (body: object): Answer => ({
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  });
  switch (`${service}:${action}`) {
    case 'kms:DescribeKey':
      return json({ KeyMetadata: { KeyId: THEIRS, Arn: THEIRS, KeyState: 'Enabled' } });
    case 'kms:ListGrants':
      return json({ Grants: [], Truncated: false });
    case 'ec2:GetEbsDefaultKmsKeyId':
      return {
        headers: { 'content-type': 'text/xml' },
        body: `<GetEbsDefaultKmsKeyIdResponse><kmsKeyId>${THEIRS}</kmsKeyId></GetEbsDefaultKmsKeyIdResponse>`,
      };
    default:
      return undefined;
  }
};
