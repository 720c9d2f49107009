import { bastionless } from './bastionless.ts';

const policyOf = async (...args: string[]) => {
  const { code, out } = await bastionless('deployer-policy', '--config', 'config.toml', ...args);
  expect(code).toBe(0);
  return JSON.parse(out) as { Statement: { Sid: string; Resource: string[] }[] };
};

test('the policy is of one stage, in config.toml’s region and the account that is named', async () => {
  const { Statement } = await policyOf('--stage', 'prod', '--account', '123456789012');
  const resources = (sid: string) => Statement.find(({ Sid }) => Sid === sid)?.Resource;

  expect(resources('Stack')).toEqual([
    'arn:aws:cloudformation:us-east-1:123456789012:stack/bastionless-prod/*',
  ]);
  expect(resources('Parameters')).toEqual([
    'arn:aws:ssm:us-east-1::parameter/aws/service/*',
    'arn:aws:ssm:us-east-1:123456789012:parameter/bastionless/prod/gitlab-token',
  ]);
});

test('what is not said is any, and a region may be another', async () => {
  const { Statement } = await policyOf('--region', 'eu-west-1', '--json');

  expect(Statement[0]?.Resource).toEqual(['arn:aws:cloudformation:eu-west-1:*:stack/bastionless-dev/*']);
});

test('an account that is none is refused', async () => {
  expect(await bastionless('deployer-policy', '--account', '12')).toMatchObject({
    code: 2,
    err: expect.stringContaining('It must be the twelve digits of an account.'),
  });
});
