import { styleText } from 'node:util';
import type { JsonOption } from './options.ts';

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

/** Seconds as people say them: `45 s`, `12 min`, `3 h 20 min`, `4 d`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  return `${Math.floor(hours / 24)} d`;
}
