import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The repository's config.toml, for a GitLab at that address, with the lines given in [runners.bastionless] and words
 * of it replaced by others.
 */
export function aConfig(
  gitlabUrl: string,
  own = 'project = 380',
  others: Readonly<Record<string, string>> = {},
): string {
  const replaced = Object.entries({ 'https://gitlab.example.com': gitlabUrl, ...others });
  const text = replaced.reduce(
    (before, [word, other]) => before.replaceAll(word, other),
    readFileSync('config.toml', 'utf8'),
  );
  const file = join(mkdtempSync(join(tmpdir(), 'bastionless-')), 'config.toml');
  writeFileSync(file, `${text}\n  [runners.bastionless]\n    ${own}\n`);
  return file;
}
