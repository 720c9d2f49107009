import { InvalidArgumentError } from 'commander';
import { BASTIONLESS, COMPARED_NAMES, type ComparedName } from '../../compare/names.ts';
import type { Boot } from '../../compare/systems.ts';
import type { TriedType } from '../../compare/tune/candidates.ts';
import { PROFILE_NAMES, type ProfileName } from '../../compare/workloads/profiles.ts';
import { nearest } from '../../config/nearest.ts';

/** Throws InvalidArgumentError that names the nearest of those that are known. */
function oneOf<T extends string>(names: readonly T[], written: string): T {
  const known = names.find((name) => name === written);
  if (known !== undefined) return known;
  const near = nearest(written, names);
  const guess = near === undefined ? '.' : `: did you mean ${near}?`;
  throw new InvalidArgumentError(`"${written}" is not known${guess} There are ${names.join(', ')}.`);
}

export function parseWorkload(written: string): ProfileName {
  return oneOf(PROFILE_NAMES, written);
}

/** `none`, or names with commas between them. */
export function parseCompared(written: string): ComparedName[] {
  if (written === 'none') return [];
  const names = written.split(',').map((name) => name.trim());
  return [
    ...new Set(names.filter((name) => name !== BASTIONLESS).map((name) => oneOf(COMPARED_NAMES, name))),
  ];
}

/** A whole number between the two. */
export function parseWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most} (it is "${text}").`);
  };
}

/** A number from 0 to that. */
export function parseUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= 0 && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from 0 to ${most} (it is "${text}").`);
  };
}

const LONGEST_BOOT = 3600;
/** Our machine registers first. */
const SHORTEST_BOOT = 2;

/** Seconds, as 30, or as 22-42: between the two. */
export function parseBoot(written: string): Boot {
  const [, least = '', most = least] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(written.trim()) ?? [];
  const boot: Boot = [Number(least), Number(most)];
  if (least !== '' && boot[0] >= SHORTEST_BOOT && boot[0] <= boot[1] && boot[1] <= LONGEST_BOOT) return boot;
  throw new InvalidArgumentError(
    `It must be seconds from ${SHORTEST_BOOT} to ${LONGEST_BOOT}, as 30, or as 22-42 (it is "${written}").`,
  );
}

/** A number above 0 and no more than that. */
export function parsePositive(most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number above 0, and ${most} at most (it is "${text}").`);
  };
}

/** Instance types, each with how long jobs take on it beside the type that they ran on. */
export function parseTypes(written: string): TriedType[] {
  return written.split(',').map((each) => {
    const [, name, factor = '1'] = /^([a-z0-9-]+\.[a-z0-9-]+)(?::(\d*\.?\d+))?$/.exec(each.trim()) ?? [];
    if (name !== undefined && Number(factor) > 0) return { name, factor: Number(factor) };
    throw new InvalidArgumentError(
      `"${each}" is no instance type: t3.large is, and c6i.large:0.8 where jobs take 0.8 of the time.`,
    );
  });
}
