import { type Command, InvalidArgumentError } from 'commander';
import { type DeploymentOptions, withDeployment } from '../options.ts';
import { say } from '../terminal/output.ts';

interface PolicyOptions extends DeploymentOptions {
  readonly account?: string;
}

export function registerDeployerPolicy(program: Command): void {
  const command = program
    .command('deployer-policy')
    .description('print the least IAM policy that deploying and removing a stage needs, as JSON')
    .option('--account <id>', 'the AWS account (default: any)', parseAccount);
  withDeployment(command).action(async ({ stage, account, ...options }: PolicyOptions) => {
    const { deploymentOf } = await import('../deployment/deployment.ts');
    const { deployerPolicy } = await import('../deployer-policy/policy.ts');
    const { settings, region } = deploymentOf({ stage, ...options });
    const where = { ...(region !== undefined && { region }), ...(account !== undefined && { account }) };
    say(JSON.stringify(deployerPolicy(stage, settings, where), null, options.json ? 0 : 2));
  });
}

function parseAccount(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the twelve digits of an account.');
}
