import { isOption, leaves } from '../file/leaves.ts';
import type { KeyPath } from '../file/toml.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Of a shell, Terraform, a template, a guide: `${SUBNET}`, `$SUBNET`, `{{ subnet }}`, `<your subnet>`. */
const LEFT_OPEN = /\$\{[^}]*\}|\$[A-Z][A-Z_]{2,}|\{\{.*\}\}|<[^<>]+>/;

/** Keys whose text is used as it is. In others gitlab-runner or a shell fills in variables. */
const LITERAL = [/^name$/, /^machine\.MachineName$/, /^cache\.(Path|s3\.\w+)$/];

/** Placeholders of a template, where any text is a name: EC2 would look for a security group called `${GROUP}`. */
export function leftOpenTraps({ index, entry }: Written): Trap[] {
  return leaves(entry, []).flatMap(({ path, value }) => {
    const [open] = (typeof value === 'string' && isLiteral(path) && LEFT_OPEN.exec(value)) || [];
    if (open === undefined) return [];
    const message = `${open} is not filled in, and nothing here fills it in: use the file that the bastion runs with, /etc/gitlab-runner/config.toml`;
    return [trap('broken', ['runners', index, ...path], message)];
  });
}

const isLiteral = (path: KeyPath): boolean =>
  isOption(path) || LITERAL.some((pattern) => pattern.test(path.join('.')));
