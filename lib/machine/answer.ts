import type { MachineRegistration } from './runner-config.ts';

/**
 * A registration as a shell takes it apart with nothing but itself: a line of arguments as systemd's units have them,
 * and then config.toml.
 */
export function answerOf({ config, arguments: words }: MachineRegistration): string {
  return `${words.map(quoteForSystemd).join(' ')}\n${config}`;
}

export function readAnswer(answer: string): MachineRegistration {
  const end = answer.indexOf('\n');
  const words = answer.slice(0, end).match(QUOTED) ?? [];
  return { arguments: words.map(readQuoted), config: answer.slice(end + 1) };
}

/**
 * JSON's quoting of a text is one that systemd reads; `%` and `$` mean something to it even in quotes.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
 */
const quoteForSystemd = (word: string): string => JSON.stringify(word).replaceAll(/[%$]/g, '$&$&');

const QUOTED = /"(?:[^"\\]|\\.)*"/g;
const readQuoted = (quoted: string): string => JSON.parse(quoted.replaceAll(/%%|\$\$/g, ([one = '']) => one));
