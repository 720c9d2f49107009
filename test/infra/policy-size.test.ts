import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseTooLarge } from '../../infra/plugin/limits.ts';
import { refuseLongPolicies } from '../../infra/plugin/policy-size.ts';
import type { Template } from '../../infra/plugin/serverless.ts';
import { packageTemplate } from './package-template.ts';
import { copyWithoutCode, type Project } from './project.ts';

let project: Project;
let template: Template;
beforeAll(async () => {
  project = await copyWithoutCode();
  await writeFile(join(project.folder, 'config.toml'), runners(40));
  template = await packageTemplate(project, '--stage', 'packaged');
});
afterAll(() => project.remove());

/** So many runners with a fallback, each with an instance profile of its own. */
const runners = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `
[[runners]]
  name = "builds of team ${index}"
  url = "https://gitlab.example.com"
  executor = "docker+machine"
  [runners.machine]
    MachineDriver = "amazonec2"
    MachineName = "machine-%s"
    MachineOptions = [
      "amazonec2-request-spot-instance=true",
      "amazonec2-iam-instance-profile=the-instance-profile-that-is-named-for-team-${index}",
    ]
  [runners.bastionless]
    on_demand_fallback = true`,
  ).join('\n');

test('40 runners with a fallback and their own profiles fit into IAM’s limits', () => {
  const lists = JSON.stringify(template.Resources['ReconcileRole']).match(
    /the-instance-profile-that-is-named/g,
  );
  expect(lists).toHaveLength(40);
});

test('a stage whose names would be too long for AWS is refused, with by how much', () => {
  const names = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? [(Properties as { FunctionName: string }).FunctionName] : [],
  );
  const inStage = (stage: string) => {
    const functions = Object.fromEntries(
      names.map((name) => [name, { name: name.replace('packaged', stage), handler: '' }]),
    );
    return { service: { functions, provider: { compiledCloudFormationTemplate: template } } } as never;
  };

  expect(() => refuseTooLarge(inStage('s'.repeat(41)))).not.toThrow();
  expect(() => refuseTooLarge(inStage('s'.repeat(42)))).toThrow(
    /the name of the function bastionless-s{42}-ec2-events has 65 characters.*1 shorter/s,
  );
});

describe('the policies of a role', () => {
  const role = (roles: readonly string[]): Template => ({
    Resources: {
      Launching: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [
            {
              PolicyName: 'launching',
              PolicyDocument: { Statement: [{ Action: ['iam:PassRole'], Resource: roles }] },
            },
          ],
        },
      },
    },
  });
  const roles = (count: number) => Array.from({ length: count }, () => `arn:${'r'.repeat(96)}`);

  test('may be as long as IAM allows', () => {
    expect(() => refuseLongPolicies(role(roles(98)))).not.toThrow();
  });

  test('are refused beyond that, with the role and how many runners fit', () => {
    expect(() => refuseLongPolicies(role(roles(120)))).toThrow(
      /of the role Launching have 12\d{3} characters, and IAM takes 10240: of the 120 .*, 98 fit/,
    );
  });

  test('count together with those that are attached to it inline', () => {
    const attached = (count: number): Template => ({
      Resources: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `Policy${index}`,
          {
            Type: 'AWS::IAM::Policy',
            Properties: { Roles: ['theirs'], PolicyDocument: { Statement: [{ Resource: roles(40) }] } },
          },
        ]),
      ),
    });

    expect(() => refuseLongPolicies(attached(2))).not.toThrow();
    expect(() => refuseLongPolicies(attached(3))).toThrow('the policies of the role theirs have');
  });
});
