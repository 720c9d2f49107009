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
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import type { LaunchSurroundings } from '../../infra/iam/requests.ts';
import { type Made, resolved } from '../../infra/iam/resolve.ts';
import { copyProject, type Finished, type Project } from '../../infra/project.ts';
import { type DeployedBundle, type Invoked, startBundle, unpack } from './bundle.ts';
import { answersDryRuns } from './dry-runs.ts';
import { type GitLabServer, startGitLab } from './gitlab-server.ts';
import { createNetwork } from './network.ts';
import { installPacked } from './packed.ts';
import {
  type AwsCall,
  type RecordingProxy,
  startRecordingProxy,
  validatesAtOnce,
} from './recording-proxy.ts';

interface Tagged {
  readonly TagSpecifications: readonly {
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  }[];
}

const SECRET = 'the-webhook-secret';
const CA_FILE = 'gitlab-ca.crt';

interface Surroundings {
  readonly project: Project;
  readonly config: string;
  readonly gitlab: GitLabServer;
  /** Between the functions and moto. */
  readonly proxy: RecordingProxy;
  /** Between the command and moto. */
  readonly commandProxy: RecordingProxy;
}

/** A stage on moto, by the real command, with a GitLab and a network that are there: its code can be called. */
export class DeployedStage {
  readonly dynamodb = new DynamoDBClient();
  readonly ec2 = new EC2Client();
  readonly cloudFormation = new CloudFormationClient();
  readonly lambda = new LambdaClient();
  readonly iam = new IAMClient();
  readonly stage: string;
  readonly scaler: string;
  readonly project: Project;
  readonly config: string;
  resources: readonly StackResourceSummary[] = [];
  template: Pick<Made, 'Resources'> = { Resources: {} };
  readonly #gitlab: GitLabServer;
  readonly #proxy: RecordingProxy;
  readonly #commandProxy: RecordingProxy;
  readonly #bundles = new Map<string, DeployedBundle>();

  private constructor(stage: string, made: Surroundings) {
    this.stage = stage;
    this.scaler = `bastionless-${stage}`;
    this.project = made.project;
    this.config = made.config;
    this.#gitlab = made.gitlab;
    this.#proxy = made.proxy;
    this.#commandProxy = made.commandProxy;
  }

  /** @param change what is another than in the repository's config.toml, beside where GitLab and the network are */
  static async deploy(
    stage: string,
    change: (config: string) => string = (config) => config,
  ): Promise<DeployedStage> {
    const moto = process.env['AWS_ENDPOINT_URL'] ?? '';
    const [project, gitlab, proxy, commandProxy] = await Promise.all([
      copyProject(),
      startGitLab(),
      startRecordingProxy(moto, (call) => dryRun(call)),
      startRecordingProxy(moto, validatesAtOnce),
    ]);
    const config = change(await configFor(gitlab.url));
    const dryRun = (call: AwsCall) => answersDryRuns(deployed, call);
    const deployed: DeployedStage = new DeployedStage(stage, {
      project,
      config,
      gitlab,
      proxy,
      commandProxy,
    });
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
    await this.#lookAtStack();
    return finished;
  }

  /** What the deployment told, and what it asked AWS for, when it was made. */
  first: { readonly output: string; readonly calls: readonly AwsCall[] } = { output: '', calls: [] };

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

  async #lookAtStack(): Promise<void> {
    const listed = await this.cloudFormation.send(new ListStackResourcesCommand({ StackName: this.scaler }));
    this.resources = listed.StackResourceSummaries ?? [];
    const { TemplateBody } = await this.cloudFormation.send(
      new GetTemplateCommand({ StackName: this.scaler }),
    );
    this.template = JSON.parse(TemplateBody ?? '');
    await this.#closeBundles();
  }

  async #closeBundles(): Promise<void> {
    await Promise.all([...this.#bundles.values()].map((bundle) => bundle.close()));
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
    return `arn:aws:sqs:us-east-1:123456789012:${this.deadLettersName}`;
  }
  get deadLettersName(): string {
    return this.idOf('DeadLetters').split('/').at(-1) ?? '';
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
    const [tagged] = Object.values(this.template.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::EC2::LaunchTemplate' ? [Properties as Tagged] : [],
    );
    return {
      templateArn: `arn:aws:ec2:us-east-1:123456789012:launch-template/${template}`,
      templateTags: Object.fromEntries(
        tagged?.TagSpecifications[0]?.Tags.map(({ Key, Value }) => [Key, Value]) ?? [],
      ),
      roleArn: `arn:aws:iam::123456789012:role/${this.scaler}/${role?.PhysicalResourceId}`,
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
    const bundle = this.#bundles.get(name) ?? (await this.#start(name));
    this.#bundles.set(name, bundle);
    return bundle.invoke(event);
  }
  /** The code of a function as it was deployed last. */
  async bundleText(name: string): Promise<string> {
    return readFile(await unpack(this.project.folder, name), 'utf8');
  }
  /** The variables that Lambda has for a function. */
  async variablesOf(name: string): Promise<Readonly<Record<string, string>>> {
    const FunctionName = `${this.scaler}-${name}`;
    const { Environment } = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = process.env;
    return {
      ...Environment?.Variables,
      ...{ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL: this.#proxy.url },
    };
  }
  callsTaken(): readonly AwsCall[] {
    return this.#proxy.taken();
  }

  async #start(name: string): Promise<DeployedBundle> {
    return startBundle(this.project.folder, name, await this.variablesOf(name));
  }

  /**
   * The policies of a function's role, as they were deployed.
   * @param conditions of the template that hold
   */
  policiesOf(name: string, conditions: readonly string[] = []): readonly object[] {
    const role = `${name.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Role`;
    const { Policies } = this.propertiesOf(role, conditions) as { Policies: { PolicyDocument: object }[] };
    return Policies.map(({ PolicyDocument }) => PolicyDocument);
  }

  /** What CloudFormation was told to make, resolved: moto does not hand out all of what it was told. */
  propertiesOf(logicalId: string, conditions: readonly string[] = []): object {
    const made = { Resources: this.template.Resources, physicalIds: this.physicalIds, conditions };
    return resolved(this.template.Resources[logicalId]?.Properties, made) as object;
  }

  /** As if a role had been deployed without the statements of its policy that match; until it is restored. */
  without(role: string, statements: RegExp): { restore(): void } {
    const deployed = this.template;
    const { Policies } = structuredClone(deployed.Resources[role]?.Properties ?? {}) as {
      Policies: { PolicyDocument: { Statement: object[] } }[];
    };
    for (const { PolicyDocument } of Policies) {
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        (one) => !statements.test(JSON.stringify(one)),
      );
    }
    const narrowed = { Type: 'AWS::IAM::Role', Properties: { Policies } };
    this.template = { Resources: { ...deployed.Resources, [role]: narrowed } };
    return {
      restore: () => {
        this.template = deployed;
      },
    };
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
  /** What API Gateway makes of a call that an instance signed with its role, or somebody with another. */
  async signedBy(instanceId: string, roleId?: string): Promise<object> {
    const userId = `${roleId ?? (await this.#machineRoleId())}:${instanceId}`;
    return { requestContext: { authorizer: { iam: { userId } } } };
  }
  async #machineRoleId(): Promise<string> {
    const id = Object.keys(this.physicalIds).find((logicalId) => logicalId.startsWith('MachineRole')) ?? '';
    const { Role } = await this.iam.send(new GetRoleCommand({ RoleName: this.idOf(id) }));
    return Role?.RoleId ?? '';
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
    await this.#closeBundles();
    this.#gitlab.close();
    this.#proxy.close();
    this.#commandProxy.close();
    for (const client of [this.dynamodb, this.ec2, this.cloudFormation, this.lambda, this.iam])
      client.destroy();
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
