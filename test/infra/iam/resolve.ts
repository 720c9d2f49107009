/** A template's resources, and what they were called when they were made. */
export interface Made {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
  /** Physical ids, by logical id; one that is missing is its logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  /** Conditions that hold. */
  readonly conditions?: readonly string[];
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

const NO_VALUE = 'AWS::NoValue';

type Intrinsic = (argument: never, made: Made) => unknown;
const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (id: string, made) => reference(id, made),
  'Fn::GetAtt': (argument: [string, string], made) => attribute(argument, made),
  'Fn::Sub': (argument: string | [string, object], made) => substituted(argument, made),
  'Fn::Join': (argument: [string, unknown[]], made) => joined(argument, made),
  'Fn::If': (argument: [string, unknown, unknown], made) => chosen(argument, made),
};

/** A part of a template as CloudFormation understands it, without its intrinsic functions. */
export function resolved(part: unknown, made: Made): unknown {
  if (Array.isArray(part))
    return part.map((item) => resolved(item, made)).filter((item) => item !== NO_VALUE);
  if (typeof part !== 'object' || part === null) return part;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(part);
  const intrinsic = others.length === 0 ? INTRINSICS[name] : undefined;
  if (intrinsic !== undefined) return intrinsic(argument as never, made);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolved(value, made)]));
}

const reference = (id: string, { physicalIds }: Made): string => PSEUDO[id] ?? physicalIds[id] ?? id;

function attribute([id, name]: readonly [string, string], made: Made): string {
  const arn = ARNS[made.Resources[id]?.Type ?? '']?.(reference(id, made)) ?? `arn:of:${id}`;
  if (name === 'QueueName') return reference(id, made).split('/').at(-1) ?? '';
  return name === 'StreamArn' ? `${arn}/stream/2026-11-24T00:00:00.000` : arn;
}

/** A text, or a text and names of its own. */
function substituted(argument: string | readonly [string, object], made: Made): string {
  const [text, own] = typeof argument === 'string' ? [argument, {}] : argument;
  const known = new Map(Object.entries(resolved(own, made) as Record<string, string>));
  return text.replaceAll(/\$\{(!?)([\w:.]+)\}/g, (whole, kept: string, name: string) => {
    if (kept !== '') return whole;
    const [id = '', ...rest] = name.split('.');
    if (rest.length > 0) return attribute([id, rest.join('.')], made);
    return known.get(id) ?? reference(id, made);
  });
}

const joined = ([separator, parts]: readonly [string, unknown[]], made: Made): string =>
  (resolved(parts, made) as string[]).join(separator);

const chosen = ([condition, then, otherwise]: readonly [string, unknown, unknown], made: Made): unknown =>
  resolved(made.conditions?.includes(condition) ? then : otherwise, made);
