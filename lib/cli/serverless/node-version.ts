import { Trouble } from '../explain.ts';

/** As `engines` in package.json says: the first that runs TypeScript as it is, which a deployment's sources are. */
const LEAST = [22, 19] as const;

/** Throws Trouble where a deployment cannot be made with this version of Node. */
export function requireNode(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return;
  throw new Trouble(
    `a deployment takes Node ${LEAST.join('.')} or newer, and this is ${version}.`,
    'Install a newer one from https://nodejs.org, and run the command again.',
  );
}
