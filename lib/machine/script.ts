import { readFileSync } from 'node:fs';

/** The files of `script/`, in the order in which they make one. */
const MACHINE = [
  ...['words', 'software', 'own-disk', 'control-plane', 'register', 'places', 'units', 'watch'],
  // Its last line runs the function that is asked for.
  'main',
];

const IMAGE = ['words', 'software', 'image'];

/**
 * What a machine runs: `machine boot`, `prefetch`, `work`, `watch`, `stopping` or `ended`. It is the same for all, which
 * fetch it by `GET /machines/script` and put their settings before it. In a function's bundle this is a text: see
 * infra/bundles/inline-script.ts.
 */
export const machineScript = (): string => MACHINE.map(scriptFile).join('');

/** What fetches it. */
export const fetchScript = (): string => scriptFile('fetch');

/** What installs into an image what a machine would install at its boot. */
export const imageScript = (): string => IMAGE.map(scriptFile).join('');

/** Comments are for people: on machines they would take room from the user's own data. */
function scriptFile(name: string): string {
  const text = readFileSync(new URL(`script/${name}.sh`, import.meta.url), 'utf8');
  return text.replaceAll(/^ *#.*\n/gm, '');
}
