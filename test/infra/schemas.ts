import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [SCHEMAS = ''] = globSync('.venv/lib/python3*/site-packages/cfnlint/data/schemas');
const read = (...path: string[]) => JSON.parse(readFileSync(join(SCHEMAS, ...path), 'utf8'));

interface Schema {
  readonly handlers?: Readonly<Record<string, { readonly permissions?: readonly string[] }>>;
  /** As `/properties/FunctionName`. */
  readonly createOnlyProperties?: readonly string[];
}

/** How AWS describes a type of CloudFormation's to all: cfn-lint has it. */
function schemaOf(type: string): Schema {
  const file = read('providers', 'us-east-1.json')[type];
  return read('resources', `${file}.json`);
}

/**
 * What CloudFormation asks for in the name of the one who deploys, to make, change and delete a resource of that type.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
 */
export function permissionsFor(type: string): string[] {
  const { handlers = {} } = schemaOf(type);
  const used = ['create', 'read', 'update', 'delete'].flatMap((name) => handlers[name]?.permissions ?? []);
  return [...new Set(used)];
}

/** The properties that can be changed only by making another. */
export const createOnlyOf = (type: string): string[] =>
  (schemaOf(type).createOnlyProperties ?? []).flatMap((path) => path.split('/')[2] ?? []);
