import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PROJECT } from '../../../lib/local/world.ts';
import type { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import type { LaunchSurroundings } from '../../infra/iam/requests.ts';
import { type Made, resolved } from '../../infra/iam/resolve.ts';
import { copyProject, type Finished, type Project } from '../../infra/project.ts';
import { type DeployedBundle, type Invoked, unpackBundle } from './bundle.ts';
import { type GitLabServer, startGitLab } from './gitlab-server.ts';
import { createNetwork } from './network.ts';
import { type AwsCall, type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';

const SECRET = 'the-webhook-secret';

/** A stage on moto, by the real command, with a GitLab and a network that are there: its code can be called. */
export class DeployedStage {
  readonly dynamodb = new DynamoDBClient();
  readonly ec2 = new EC2Client();
  readonly cloudFormation = new CloudFormationClient();
  readonly lambda = new LambdaClient();
  readonly stage: string;
  readonly scaler: string;
  readonly project: Project;
  readonly config: string;
  resources: readonly StackResourceSummary[] = [];
  template: Pick<Made, 'Resources'> = { Resources: {} };
  readonly #gitlab: GitLabServer;
  readonly #proxy: RecordingProxy;
  readonly #bundles = new Map<string, DeployedBundle>();

  private constructor(
    stage: string,
    made: { project: Project; config: string; gitlab: GitLabServer; proxy: RecordingProxy },
  ) {
    this.stage = stage;
    this.scaler = `bastionless-${stage}`;
    this.project = made.project;
    this.config = made.config;
    this.#gitlab = made.gitlab;
    this.#proxy = made.proxy;
  }

  /** @param change what is another than in the repository's config.toml, beside where GitLab and the network are */
  static async deploy(
    stage: string,
    change: (config: string) => string = (config) => config,
  ): Promise<DeployedStage> {
    const [project, gitlab, proxy] = await Promise.all([
      copyProject(),
      startGitLab(),
      startRecordingProxy(process.env['AWS_ENDPOINT_URL'] ?? ''),
    ]);
    const config = change(await configFor(gitlab.url));
    const deployed = new DeployedStage(stage, { project, config, gitlab, proxy });
    await deployed.#putSecrets();
    await deployed.redeploy(config);
    return deployed;
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
    const finished = await this.project.serverless(['deploy', '--stage', this.stage]);
    for (const file of Object.keys(code)) await put(file, await readFile(file, 'utf8'));
    if (finished.exitCode !== 0) throw new Error(finished.output);
    await this.#lookAtStack();
    return finished;
  }

  async #lookAtStack(): Promise<void> {
    const listed = await this.cloudFormation.send(new ListStackResourcesCommand({ StackName: this.scaler }));
    this.resources = listed.StackResourceSummaries ?? [];
    const { TemplateBody } = await this.cloudFormation.send(
      new GetTemplateCommand({ StackName: this.scaler }),
    );
    this.template = JSON.parse(TemplateBody ?? '');
    this.#bundles.clear();
  }

  /** By logical id. */
  get physicalIds(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.resources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
        LogicalResourceId,
        PhysicalResourceId,
      ]),
    );
  }

  get tableName(): string {
    return this.idOf('Table');
  }
  get deadLetters(): string {
    return `arn:aws:sqs:us-east-1:123456789012:${this.idOf('DeadLetters').split('/').at(-1)}`;
  }
  get wakeUps(): string {
    return this.idOf('WakeUps');
  }
  get launch(): LaunchSurroundings {
    const template = this.idsOf('AWS::EC2::LaunchTemplate')[0] ?? '';
    const role = this.resources.find(
      ({ ResourceType, LogicalResourceId }) =>
        ResourceType === 'AWS::IAM::Role' && LogicalResourceId?.startsWith('MachineRole'),
    );
    return {
      templateArn: `arn:aws:ec2:us-east-1:123456789012:launch-template/${template}`,
      roleArn: `arn:aws:iam::123456789012:role/${role?.PhysicalResourceId}`,
      tags: { 'bastionless:scaler': this.scaler },
    };
  }

  idOf(logicalId: string): string {
    return this.physicalIds[logicalId] ?? '';
  }
  idsOf(type: string): string[] {
    return this.resources.flatMap(({ ResourceType, PhysicalResourceId = '' }) =>
      ResourceType === type ? [PhysicalResourceId] : [],
    );
  }

  /** Calls the deployed code, with the variables that Lambda has for it; what it asks AWS for is noted. */
  async invoke(name: string, event: unknown): Promise<Invoked> {
    const bundle = this.#bundles.get(name) ?? (await this.#unpack(name));
    this.#bundles.set(name, bundle);
    return bundle.invoke(event);
  }
  /** The code of a function as it was deployed last. */
  async bundleText(name: string): Promise<string> {
    await this.#unpack(name);
    return readFile(
      join(this.project.folder, 'unpacked', name, 'functions', 'lambda', `${name}.mjs`),
      'utf8',
    );
  }
  callsTaken(): readonly AwsCall[] {
    return this.#proxy.taken();
  }

  async #unpack(name: string): Promise<DeployedBundle> {
    const FunctionName = `${this.scaler}-${name}`;
    const { Environment } = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = process.env;
    return unpackBundle(this.project.folder, name, {
      ...Environment?.Variables,
      ...{ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL: this.#proxy.url },
    });
  }

  /** The policies of a function's role, as they were deployed. */
  policiesOf(name: string): readonly object[] {
    const role = `${name.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Role`;
    const { Policies } = this.propertiesOf(role) as { Policies: { PolicyDocument: object }[] };
    return Policies.map(({ PolicyDocument }) => PolicyDocument);
  }

  /** What CloudFormation was told to make, resolved: moto does not hand out all of what it was told. */
  propertiesOf(logicalId: string): object {
    const made = { Resources: this.template.Resources, physicalIds: this.physicalIds };
    return resolved(this.template.Resources[logicalId]?.Properties, made) as object;
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

  signedWebhook(hook: unknown): object {
    return {
      headers: { 'x-gitlab-token': SECRET, 'x-gitlab-event': 'Job Hook' },
      body: JSON.stringify(hook),
      isBase64Encoded: false,
    };
  }
  /** What GitLab says of a job. */
  hookOf(job: number, status: string): object {
    return {
      object_kind: 'build',
      build_id: job,
      build_name: 'long',
      build_status: status,
      project_id: PROJECT.id,
      runner: null,
    };
  }
  /** What API Gateway makes of a call that an instance signed with its role. */
  signedBy(instanceId: string): object {
    return { requestContext: { authorizer: { iam: { userId: `AROAEXAMPLE:${instanceId}` } } } };
  }
  interruptionOf(instanceId: string): object {
    return {
      'detail-type': 'EC2 Spot Instance Interruption Warning',
      time: new Date().toISOString(),
      detail: { 'instance-id': instanceId, 'instance-action': 'terminate' },
    };
  }

  async #putSecrets(): Promise<void> {
    const ssm = new SSMClient();
    const put = (name: string, Value: string) =>
      ssm.send(
        new PutParameterCommand({ Name: `/bastionless/${this.stage}/${name}`, Value, Type: 'SecureString' }),
      );
    await put('gitlab-token', this.#gitlab.token);
    await put('webhook-secret', SECRET);
    ssm.destroy();
  }

  /** Without a GitLab, what is deployed finds nobody there. */
  stopGitLab(): void {
    this.#gitlab.close();
  }

  async close(): Promise<void> {
    this.#gitlab.close();
    this.#proxy.close();
    for (const client of [this.dynamodb, this.ec2, this.cloudFormation, this.lambda]) client.destroy();
    await this.project.remove();
  }
}

export const newStage = (): string => `t${randomBytes(4).toString('hex')}`;

/** The repository's, in a network and with a GitLab that are there, and a role of the stack's own. */
async function configFor(gitlabUrl: string): Promise<string> {
  const { vpcId, subnetId, imageId } = await createNetwork();
  return (await readFile('config.toml', 'utf8'))
    .replace('https://gitlab.example.com', gitlabUrl)
    .replace('vpc-0a1b2c3d', vpcId)
    .replace('subnet-0a1b2c3d', subnetId)
    .replace('amazonec2-iam-instance-profile=gitlab-runner', `amazonec2-ami=${imageId}`);
}
