// Prints package-lock.json, which names no registry, with where each package is in the one that npm is set to.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [path, locked] of Object.entries(lock.packages)) {
  if (path === '') continue;
  const name = locked.name ?? path.split('node_modules/').at(-1);
  locked.resolved = `${registry}${name}/-/${name.split('/').at(-1)}-${locked.version}.tgz`;
}
process.stdout.write(JSON.stringify(lock));
