import {
  CloudFormationClient,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { LaunchSurroundings } from '../../infra/iam/requests.ts';
import { type Made, resolved } from '../../infra/iam/resolve.ts';

interface Tagged {
  readonly TagSpecifications: readonly {
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  }[];
}

/** What CloudFormation was told to make, and made of it. */
export class DeployedStack {
  readonly name: string;
  resources: readonly StackResourceSummary[] = [];
  template: Pick<Made, 'Resources'> = { Resources: {} };
  readonly #client = new CloudFormationClient();

  constructor(name: string) {
    this.name = name;
  }

  /** Reads anew what is there. */
  async look(): Promise<void> {
    const listed = await this.#client.send(new ListStackResourcesCommand({ StackName: this.name }));
    this.resources = listed.StackResourceSummaries ?? [];
    const { TemplateBody } = await this.#client.send(new GetTemplateCommand({ StackName: this.name }));
    this.template = JSON.parse(TemplateBody ?? '');
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
  get machineRole(): string {
    const role = this.resources.find(
      ({ ResourceType, LogicalResourceId }) =>
        ResourceType === 'AWS::IAM::Role' && LogicalResourceId?.startsWith('MachineRole'),
    );
    return role?.PhysicalResourceId ?? '';
  }
  get launch(): LaunchSurroundings {
    const template = this.idsOf('AWS::EC2::LaunchTemplate')[0] ?? '';
    const [tagged] = Object.values(this.template.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::EC2::LaunchTemplate' ? [Properties as Tagged] : [],
    );
    return {
      templateArn: `arn:aws:ec2:us-east-1:123456789012:launch-template/${template}`,
      templateTags: Object.fromEntries(
        tagged?.TagSpecifications[0]?.Tags.map(({ Key, Value }) => [Key, Value]) ?? [],
      ),
      roleArn: `arn:aws:iam::123456789012:role/${this.name}/${this.machineRole}`,
      tags: { 'bastionless:scaler': this.name },
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

  close(): void {
    this.#client.destroy();
  }
}
