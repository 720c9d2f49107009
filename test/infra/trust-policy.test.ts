import { trustIn } from '../../infra/outside/trust-policy.ts';

const allow = (Principal: unknown, Effect = 'Allow') => ({ Effect, Action: 'sts:AssumeRole', Principal });
const EC2 = allow({ Service: 'ec2.amazonaws.com' });
const policy = (Statement: unknown): string =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));

test.each<[string, string, 'EC2' | 'Others']>([
  ['EC2', policy([EC2]), 'EC2'],
  ['EC2, as one statement', policy(EC2), 'EC2'],
  ['EC2 in China, too', policy(allow({ Service: ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] })), 'EC2'],
  ['EC2, and denies others', policy([EC2, allow('*', 'Deny')]), 'EC2'],
  [
    'another service beside it',
    policy(allow({ Service: ['ec2.amazonaws.com', 'ecs.amazonaws.com'] })),
    'Others',
  ],
  ['an account', policy([EC2, allow({ AWS: 'arn:aws:iam::123456789012:root' })]), 'Others'],
  ['everybody', policy(allow('*')), 'Others'],
  ['whom it does not say', policy({ Effect: 'Allow', NotPrincipal: { AWS: '1' } }), 'Others'],
  ['what is no policy', '%7B', 'Others'],
  ['what is not there', '', 'Others'],
])('a role that trusts %s', (_, document, trusts) => expect(trustIn(document)).toBe(trusts));
