import type { Template } from './serverless.ts';

/** Characters of all inline policies of a role together, spaces not counted. */
const MOST = 10_240;
/** As long as what stands for it in the end: a name that CloudFormation makes, an ARN, a region, an account. */
const NAME = 'x'.repeat(64);
const ARN = 'x'.repeat(128);

/**
 * IAM takes inline policies of a role up to a length, and says so only in the middle of a deployment. Throws an Error
 * that names the role, and how many of its longest list would fit.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function refuseLongPolicies({ Resources }: Template): void {
  const policies = Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    policiesIn(id, Type, Properties),
  );
  for (const [role, own] of Map.groupBy(policies, ({ role }) => role)) {
    const length = own.reduce((sum, { document }) => sum + lengthOf(document), 0);
    if (length > MOST) throw new Error(tooLong(role, length, own));
  }
}

interface InlinePolicy {
  /** Logical id, or name where it is not the stack's. */
  readonly role: string;
  readonly document: unknown;
}

function policiesIn(id: string, type: string, properties: object | undefined): InlinePolicy[] {
  const {
    Policies = [],
    Roles = [],
    PolicyDocument,
  } = (properties ?? {}) as {
    readonly Policies?: readonly unknown[];
    readonly Roles?: readonly (string | { readonly Ref: string })[];
    readonly PolicyDocument?: unknown;
  };
  if (type === 'AWS::IAM::Role') return Policies.map((document) => ({ role: id, document }));
  if (type !== 'AWS::IAM::Policy') return [];
  return Roles.map((role) => ({
    role: typeof role === 'string' ? role : role.Ref,
    document: PolicyDocument,
  }));
}

const lengthOf = (document: unknown): number => JSON.stringify(filled(document)).length;

/** The part as long as it will be in the end; of what depends on a condition, the longer side. */
function filled(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(filled);
  if (typeof part !== 'object' || part === null) return part;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(part);
  if (others.length === 0) {
    if (name === 'Ref') return NAME;
    if (name === 'Fn::GetAtt') return ARN;
    if (name === 'Fn::Sub') return String(argument).replaceAll(/\$\{([\w:.]+)\}/g, (_, id) => lengthy(id));
    if (name === 'Fn::If') return longer(argument as unknown[]);
  }
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, filled(value)]));
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-2',
  'AWS::AccountId': '123456789012',
};
const lengthy = (id: string): string => PSEUDO[id] ?? (id.includes('.') ? ARN : NAME);

function longer([, ...branches]: readonly unknown[]): unknown {
  const [one, other] = branches.map(filled);
  return JSON.stringify(one).length > JSON.stringify(other).length ? one : other;
}

function tooLong(role: string, length: number, policies: readonly InlinePolicy[]): string {
  const longest = listsIn(policies.map(({ document }) => filled(document))).reduce(
    (one, other) => (JSON.stringify(other).length > JSON.stringify(one).length ? other : one),
    [],
  );
  const each = JSON.stringify(longest).length / Math.max(1, longest.length);
  const fitting = Math.max(0, longest.length - Math.ceil((length - MOST) / each));
  return (
    `the policies of the role ${role} have ${length} characters, and IAM takes ${MOST}: of the ${longest.length} ` +
    `that its longest list names, ${fitting} fit. Deploy some of the runners as another stage.`
  );
}

/** Lists of texts. */
function listsIn(part: unknown): string[][] {
  if (typeof part !== 'object' || part === null) return [];
  if (Array.isArray(part) && part.every((item) => typeof item === 'string')) return [part];
  return Object.values(part).flatMap(listsIn);
}
