import { styleText } from 'node:util';
import type { JsonOption } from '../options.ts';

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What a command answers with: for programs as one line of JSON, else for people. */
export function report<T>(answer: T, { json }: JsonOption, show: (answer: T) => string): void {
  say(json ? JSON.stringify(answer, withoutNoBound) : show(answer));
}

/** What has no bound is as many as can be counted; in JSON it is null. */
function withoutNoBound(_key: string, value: unknown): unknown {
  return value === Number.MAX_SAFE_INTEGER ? null : value;
}

export type Paint = Parameters<typeof styleText>[0];

/** Coloured on a terminal only, and never where NO_COLOR is set. https://no-color.org */
export function paint(how: Paint, text: string): string {
  return styleText(how, text, { stream: process.stdout });
}
