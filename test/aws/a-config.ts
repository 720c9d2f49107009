import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The repository's config.toml, for a GitLab at that address, with the lines given in [runners.bastionless]. */
export function aConfig(gitlabUrl: string, own = 'project = 380'): string {
  const text = readFileSync('config.toml', 'utf8').replace('https://gitlab.example.com', gitlabUrl);
  const file = join(mkdtempSync(join(tmpdir(), 'bastionless-')), 'config.toml');
  writeFileSync(file, `${text}\n  [runners.bastionless]\n    ${own}\n`);
  return file;
}
