import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { copyProject, type Finished, type Project } from '../../infra/project.ts';
import { DeployedFunctions } from './deployed-functions.ts';
import { DeployedStack } from './deployed-stack.ts';
import { answersDryRuns } from './dry-runs.ts';
import { WEBHOOK_SECRET } from './events.ts';
import { type GitLabServer, startGitLab } from './gitlab-server.ts';
import { createNetwork } from './network.ts';
import { installPacked } from './packed.ts';
import {
  type AwsCall,
  type RecordingProxy,
  startRecordingProxy,
  validatesAtOnce,
} from './recording-proxy.ts';

const CA_FILE = 'gitlab-ca.crt';

interface Surroundings {
  readonly project: Project;
  readonly config: string;
  readonly gitlab: GitLabServer;
  readonly stack: DeployedStack;
  /** Between the functions and moto. */
  readonly proxy: RecordingProxy;
  /** Between the command and moto. */
  readonly commandProxy: RecordingProxy;
}

/** A stage on moto, by the real command, with a GitLab and a network that are there: its code can be called. */
export class DeployedStage {
  readonly dynamodb = new DynamoDBClient();
  readonly ec2 = new EC2Client();
  readonly stage: string;
  readonly scaler: string;
  readonly project: Project;
  readonly config: string;
  readonly stack: DeployedStack;
  readonly functions: DeployedFunctions;
  /** What the deployment told, and what it asked AWS for, when it was made. */
  first: { readonly output: string; readonly calls: readonly AwsCall[] } = { output: '', calls: [] };
  readonly #gitlab: GitLabServer;
  readonly #commandProxy: RecordingProxy;

  private constructor(stage: string, made: Surroundings) {
    this.stage = stage;
    this.scaler = made.stack.name;
    this.project = made.project;
    this.config = made.config;
    this.stack = made.stack;
    this.functions = new DeployedFunctions(this.scaler, made.project.folder, made.proxy);
    this.#gitlab = made.gitlab;
    this.#commandProxy = made.commandProxy;
  }

  /** @param change what is another than in the repository's config.toml, beside where GitLab and the network are */
  static async deploy(
    stage: string,
    change: (config: string) => string = (config) => config,
  ): Promise<DeployedStage> {
    const moto = process.env['AWS_ENDPOINT_URL'] ?? '';
    const stack = new DeployedStack(`bastionless-${stage}`);
    const [project, gitlab, proxy, commandProxy] = await Promise.all([
      copyProject(),
      startGitLab(),
      startRecordingProxy(moto, (call) => answersDryRuns(stack, call)),
      startRecordingProxy(moto, validatesAtOnce),
    ]);
    const config = change(await configFor(gitlab.url));
    const deployed = new DeployedStage(stage, { project, config, gitlab, stack, proxy, commandProxy });
    await deployed.#putSecrets();
    await writeFile(join(project.folder, CA_FILE), gitlab.ca);
    const { output } = await deployed.redeploy(config);
    deployed.first = { output, calls: commandProxy.taken() };
    return deployed;
  }

  /** Of GitLab's own CA, in PEM. */
  get gitlabCa(): string {
    return this.#gitlab.ca;
  }

  get gitlab(): SimulatedGitLab {
    return this.#gitlab.gitlab;
  }

  /**
   * Deploys again. Throws if the command fails.
   * @param code files of the project that are others, for this time
   */
  async redeploy(
    config: string,
    code: Readonly<Record<string, (text: string) => string>> = {},
  ): Promise<Finished> {
    await writeFile(join(this.project.folder, 'config.toml'), config);
    const put = (file: string, text: string) => writeFile(join(this.project.folder, file), text);
    for (const [file, change] of Object.entries(code)) await put(file, change(await readFile(file, 'utf8')));
    const finished = await this.serverless('deploy');
    for (const file of Object.keys(code)) await put(file, await readFile(file, 'utf8'));
    if (finished.exitCode !== 0) throw new Error(finished.output);
    await this.stack.look();
    await this.functions.end();
    return finished;
  }

  /** The command, for this stage. */
  serverless(command: string, ...more: string[]): Promise<Finished> {
    const env = { AWS_ENDPOINT_URL: this.#commandProxy.url };
    return this.project.serverless([command, '--stage', this.stage, ...more], env);
  }

  /** bastionless as a package, whose commands are for this stage; by a token of GitLab's, with no key. */
  async packed(): Promise<(command: string, ...more: string[]) => Promise<Finished>> {
    const { bastionless } = await installPacked(this.project.folder, ['config.toml', CA_FILE]);
    const token = join(this.project.folder, 'id-token');
    await writeFile(token, 'what GitLab gives a job as an id_token');
    const env = {
      ...{ AWS_ENDPOINT_URL: this.#commandProxy.url, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/bastionless-deployer',
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
    };
    return (command, ...more) => bastionless([command, '--stage', this.stage, ...more], env);
  }

  /** What commands asked AWS for since this was last asked. */
  commandCalls(): readonly AwsCall[] {
    return this.#commandProxy.taken();
  }

  /** Those that are not terminated. */
  async instanceIds(): Promise<string[]> {
    const { Reservations = [] } = await this.ec2.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: 'tag:bastionless:scaler', Values: [this.scaler] },
          { Name: 'instance-state-name', Values: ['pending', 'running'] },
        ],
      }),
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = '' }) => InstanceId));
  }

  /** The unique id of the role that machines have. */
  async machineRoleId(): Promise<string> {
    const iam = new IAMClient();
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: this.stack.machineRole }));
    iam.destroy();
    return Role?.RoleId ?? '';
  }

  async #putSecrets(): Promise<void> {
    const ssm = new SSMClient();
    const put = (name: string, Value: string) =>
      ssm.send(
        new PutParameterCommand({ Name: `/bastionless/${this.stage}/${name}`, Value, Type: 'SecureString' }),
      );
    await put('gitlab-token', this.#gitlab.token);
    await put('webhook-secret', WEBHOOK_SECRET);
    ssm.destroy();
  }

  async close(): Promise<void> {
    await this.functions.close();
    this.#gitlab.close();
    this.#commandProxy.close();
    this.stack.close();
    this.dynamodb.destroy();
    this.ec2.destroy();
    await this.project.remove();
  }
}

export const newStage = (): string => `t${randomBytes(4).toString('hex')}`;

/** The repository's, in a network and with a GitLab that are there. */
async function configFor(gitlabUrl: string): Promise<string> {
  const { vpcId, subnetId, imageId } = await createNetwork();
  return (await readFile('config.toml', 'utf8'))
    .replace('https://gitlab.example.com', gitlabUrl)
    .replace('vpc-0a1b2c3d', vpcId)
    .replace('subnet-0a1b2c3d', subnetId)
    .replace('MachineOptions = [', `MachineOptions = [\n      "amazonec2-ami=${imageId}",`)
    .concat(`\n  [runners.bastionless]\n    ca_file = "${CA_FILE}"\n`);
}
