import { readFileSync } from 'node:fs';
import { remark } from 'remark';
import { parse } from 'shell-quote';

/** One command as a page shows it. */
interface ShownCommand {
  /** `page:line` of its block. */
  readonly at: string;
  /** The program and its arguments; what is redirected is left out. */
  readonly words: readonly string[];
}

const SHELLS = [undefined, null, 'sh', 'bash', 'shell', 'console'];

interface Node {
  readonly type: string;
  readonly lang?: string | null;
  readonly value?: string;
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly line: number } };
}

/** The commands of all blocks of a page that are for a shell, which those of no language are taken to be. */
export function shownCommands(page: string): ShownCommand[] {
  return commandsIn(remark().parse(readFileSync(page, 'utf8')) as Node, page);
}

function commandsIn(node: Node, page: string): ShownCommand[] {
  if (node.type !== 'code') return (node.children ?? []).flatMap((child) => commandsIn(child, page));
  if (!SHELLS.includes(node.lang)) return [];
  const at = `${page}:${node.position?.start.line}`;
  const lines = (node.value ?? '').replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => commandsOf(line).map((words) => ({ at, words })));
}

/** A line's commands, without their environment and what they read or write by `<` and `>`. */
function commandsOf(line: string): string[][] {
  const tokens = parse(line, (name) => `$${name}`).map((token) =>
    typeof token === 'string' ? token : opOf(token),
  );
  const commands: string[][] = [[]];
  tokens.forEach((token, index) => {
    if (token === NOTHING || isRedirection(token) || isRedirection(tokens[index - 1])) return;
    if (typeof token === 'string') commands.at(-1)?.push(token);
    else commands.push([]);
  });
  return commands.map(withoutEnvironment).filter((words) => words.length > 0);
}

const NOTHING = Symbol('a comment');

function opOf(token: object): { readonly op: string } | typeof NOTHING | string {
  if ('pattern' in token) return String(token.pattern);
  return 'op' in token ? { op: String(token.op) } : NOTHING;
}

function isRedirection(token: unknown): boolean {
  return (
    typeof token === 'object' && token !== null && 'op' in token && (token.op === '<' || token.op === '>')
  );
}

function withoutEnvironment(words: readonly string[]): string[] {
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  return first < 0 ? [] : words.slice(first);
}
