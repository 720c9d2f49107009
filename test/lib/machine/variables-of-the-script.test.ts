import { NAMES_TAKEN } from '../../../lib/config/machine-variable.ts';
import { fetchScript, machineScript } from '../../../lib/machine/script.ts';
import { userDataOf } from '../../../lib/machine/user-data.ts';
import { aRunner } from '../../builders/settings.ts';

const NAME = '[A-Za-z_]\\w*';
const SCRIPT = fetchScript() + machineScript();

/** `$NAME`, `${NAME`, `${#NAME`, and any word of `(( … ))`. */
function read(script: string): string[] {
  const expanded = [...script.matchAll(new RegExp(`\\$\\{?[#!]?(${NAME})`, 'g'))].map(
    ([, name = '']) => name,
  );
  const arithmetic = [...script.matchAll(/\(\((.*?)\)\)/g)].flatMap(([, words = '']) =>
    [...words.matchAll(new RegExp(NAME, 'g'))].map(([name]) => name),
  );
  return [...expanded, ...arithmetic];
}

/** By an assignment at a line's beginning, by `readonly`, `local`, `for`, `read` or `mapfile`. */
function set(script: string): string[] {
  const declared = [
    ...script.matchAll(/(?:^|[\s;({])(?:local|readonly|read -r|mapfile -t|for) ([^\n]*)/g),
  ].flatMap(([, words = '']) =>
    [...words.matchAll(new RegExp(`(?:^|\\s)(${NAME})(?==|\\s|;|$)`, 'g'))].map(([, name = '']) => name),
  );
  const assigned = [...script.matchAll(new RegExp(`^ *(${NAME})=`, 'gm'))].map(([, name = '']) => name);
  return [...declared, ...assigned];
}

/** They follow the user's own variables, and so replace those of the same name. */
const settings = (): string => {
  const text = userDataOf(aRunner(), { apiUrl: 'https://api.example.com', region: 'eu-west-1' });
  return text.slice(text.indexOf("<<'END'"), text.indexOf('\nEND\n'));
};

const functionsOf = (script: string) =>
  [...script.matchAll(new RegExp(`^(${NAME})\\(\\)`, 'gm'))].map(([, name = '']) => name);

test('no variable of the user’s may be called as one that the script reads and does not itself set', () => {
  const own = new Set([...set(SCRIPT), ...set(settings()), ...functionsOf(SCRIPT)]);
  const free = new Set(read(SCRIPT).filter((name) => !own.has(name)));
  // What bash takes to tell words apart is nowhere written.
  expect([...NAMES_TAKEN].sort()).toEqual([...free, 'IFS'].sort());
});
