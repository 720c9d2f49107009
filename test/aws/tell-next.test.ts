import type { Serverless } from '../../infra/plugin/serverless.ts';
import { tellNext } from '../../infra/plugin/tell-next.ts';
import { aDeployment } from './a-deployment.ts';

const { BASTIONLESS_COMMAND } = process.env;
afterEach(() => {
  if (BASTIONLESS_COMMAND === undefined) delete process.env['BASTIONLESS_COMMAND'];
});

/** What a deployment of that stage tells below what the command tells. */
async function told(stage: string): Promise<Serverless['serviceOutputs']> {
  const serviceOutputs: Serverless['serviceOutputs'] = new Map();
  const getProvider = () => ({ getAwsSdkV3Config: async () => ({ region: 'us-east-1' }) });
  const service = { custom: { scaler: `bastionless-${stage}` } };
  await tellNext({ serviceOutputs, getProvider, service } as unknown as Serverless);
  return serviceOutputs;
}

test('a deployment tells the address for GitLab, and the next command', async () => {
  const { stage, webhookUrl } = await aDeployment();
  const outputs = await told(stage);

  expect(outputs.get('webhook, for GitLab')).toBe(webhookUrl);
  expect(outputs.get('next')).toContainEqual(expect.stringContaining(`bastionless init --stage ${stage} `));
  // Its stack has none.
  expect(outputs.has('dashboard')).toBe(false);
});

test('of the package by its own name', async () => {
  const { stage } = await aDeployment();
  process.env['BASTIONLESS_COMMAND'] = 'npx bastionless';

  expect((await told(stage)).get('next')).toContainEqual(expect.stringMatching(/^npx bastionless doctor /));
});
