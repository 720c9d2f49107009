/** A template's resources, and what they were called when they were made. */
export interface Made {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
  /** Physical ids, by logical id; one that is missing is its logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
}

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What `Arn` is, by type, of an id. */
const ARNS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::DynamoDB::Table': (id) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${id}`,
  'AWS::SQS::Queue': (id) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${id.split('/').at(-1)}`,
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id}`,
  'AWS::IAM::Role': (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
};

/** A part of a template as CloudFormation understands it: with Ref, Fn::GetAtt, Fn::Sub, Fn::Join resolved. */
export function resolved(part: unknown, made: Made): unknown {
  if (Array.isArray(part)) return part.map((item) => resolved(item, made));
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1) {
    if (name === 'Ref') return reference(argument as string, made);
    if (name === 'Fn::GetAtt') return attribute(argument as [string, string], made);
    if (name === 'Fn::Sub') return substituted(argument as string, made);
    if (name === 'Fn::Join') return joined(argument as [string, unknown[]], made);
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, resolved(value, made)]));
}

const reference = (id: string, { physicalIds }: Made): string => PSEUDO[id] ?? physicalIds[id] ?? id;

function attribute([id, name]: readonly [string, string], made: Made): string {
  const arn = ARNS[made.Resources[id]?.Type ?? '']?.(reference(id, made)) ?? `arn:of:${id}`;
  return name === 'StreamArn' ? `${arn}/stream/2026-11-24T00:00:00.000` : arn;
}

function substituted(text: string, made: Made): string {
  return text.replaceAll(/\$\{(!?)([\w:.]+)\}/g, (whole, kept: string, name: string) => {
    if (kept !== '') return whole;
    const [id = '', ...rest] = name.split('.');
    return rest.length === 0 ? reference(id, made) : attribute([id, rest.join('.')], made);
  });
}

const joined = ([separator, parts]: readonly [string, unknown[]], made: Made): string =>
  (resolved(parts, made) as string[]).join(separator);
