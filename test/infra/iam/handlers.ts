import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [SCHEMAS = ''] = globSync('.venv/lib/python3*/site-packages/cfnlint/data/schemas');
const read = (...path: string[]) => JSON.parse(readFileSync(join(SCHEMAS, ...path), 'utf8'));

interface Handler {
  readonly permissions?: readonly string[];
}

/**
 * What CloudFormation asks for in the name of the one who deploys, to make, change and delete a resource of that type: as
 * AWS publishes it in the type's schema, which cfn-lint has.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
 */
export function permissionsFor(type: string): string[] {
  const file = read('providers', 'us-east-1.json')[type];
  const { handlers = {} } = read('resources', `${file}.json`) as { handlers?: Record<string, Handler> };
  const used = ['create', 'read', 'update', 'delete'].flatMap((name) => handlers[name]?.permissions ?? []);
  return [...new Set(used)];
}
