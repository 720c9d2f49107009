import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deployerPolicy } from '../../lib/cli/deployer-policy/policy.ts';
import { packageTemplate } from './package-template.ts';
import { copyWithoutCode, type Project } from './project.ts';

/** Of services in policies, the same in all partitions, and of GitLab's bucket. EC2 has another in China. */
const HOSTS = [
  ...['apigateway', 'ec2', 'events', 'lambda', 'spot', 'states'].map((name) => `${name}.amazonaws.com`),
  ...['ec2.amazonaws.com.cn', 's3.dualstack.us-east-1.amazonaws.com'],
];

let project: Project;
beforeAll(async () => {
  project = await copyWithoutCode();
});
afterAll(() => project.remove());

describe.each([
  ['China', 'cn-north-1', 'aws-cn'],
  ['the US government’s regions', 'us-gov-west-1', 'aws-us-gov'],
])('in %s', (_, region, partition) => {
  test('every ARN and host belongs to the partition', async () => {
    const config = (await readFile('config.toml', 'utf8')).replaceAll('us-east-1', region);
    await writeFile(join(project.folder, 'config.toml'), config);
    const template = await packageTemplate(project, '--stage', 'prod');
    const text = JSON.stringify(template);

    expect(text.match(/arn:aws[\w-]*:/g)).toBeNull();
    const hosts = new Set(text.match(/[\w.-]*amazonaws[\w.-]*/g));
    expect([...hosts].filter((host) => !HOSTS.includes(host)).sort()).toEqual([
      'console.amazonaws-us-gov.com',
      'console.amazonaws.cn',
    ]);
    expect(template).toHaveProperty(['Mappings', 'Partitions', partition, 'Console']);
    // IAM in China refuses a role for ec2.amazonaws.com. https://github.com/kubernetes/kops/issues/27
    const [role] = Object.entries(template.Resources).filter(([id]) => id.startsWith('MachineRole'));
    expect(JSON.stringify(role)).toMatch(/"Service":\{"Fn::Sub":"ec2\.\$\{AWS::URLSuffix\}"\}/);
  });

  test('so do the deployer’s permissions', () => {
    const policy = deployerPolicy('prod', undefined, { region });
    const arns = policy.Statement.flatMap(({ Resource }) => Resource).filter((one) => one !== '*');
    expect(arns.filter((arn) => !arn.startsWith(`arn:${partition}:`))).toEqual([]);
  });
});
