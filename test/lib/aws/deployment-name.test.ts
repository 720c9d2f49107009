import { deploymentName } from '../../../lib/aws/deployment-name.ts';

const stack = (region: string, account: string, name = 'bastionless-dev') =>
  `arn:aws:cloudformation:${region}:${account}:stack/${name}/51af3dc0-da77-11e4-872e-1234567db123`;

test('two deployments on one GitLab have names of their own', () => {
  const all = [
    stack('us-east-1', '123456789012'),
    stack('eu-west-1', '123456789012'),
    stack('us-east-1', '210987654321'),
    stack('us-east-1', '123456789012', 'bastionless-prod'),
  ].map(deploymentName);
  expect(all[0]).toBe('bastionless-dev-us-east-1-123456789012');
  expect(new Set(all).size).toBe(all.length);
});
