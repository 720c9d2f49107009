import * as v from 'valibot';
import { checkPeriod } from '../cron/period.ts';
import { secondsOf } from '../duration.ts';

/** Adds to what a value must be that it stands in quotes, if it does. */
export const unquoted =
  (expected: string) =>
  ({ received }: { readonly received: string }): string =>
    received.startsWith('"') ? `${expected}, without quotes` : expected;

const numberFrom = (
  atLeast: number,
  atMost: number,
  expected: string,
  tooMuch = `must be ${atMost} at most`,
) =>
  v.pipe(
    v.number(unquoted(expected)),
    v.integer(expected),
    v.maxValue(atMost, tooMuch),
    v.minValue(atLeast, expected),
  );

export const wholeNumber = (atLeast: number) =>
  numberFrom(atLeast, Number.MAX_SAFE_INTEGER, `must be a whole number, ${atLeast} or more`);
export const wholeNumberIn = (least: number, most: number) => {
  const expected = `must be a whole number, ${least} to ${most}`;
  return numberFrom(least, most, expected, expected);
};
export const wholeSeconds = (atLeast: number, atMost = Number.MAX_SAFE_INTEGER) =>
  numberFrom(atLeast, atMost, `must be a whole number of seconds, ${atLeast} or more`);
/** Of a project or group in GitLab, which people know by its path. */
export const idInGitLab = (what: string) =>
  numberFrom(
    1,
    Number.MAX_SAFE_INTEGER,
    `must be the id of the ${what}, a number that its page in GitLab shows`,
  );

export const text = v.pipe(v.string('must be a text in quotes'), v.nonEmpty('must not be empty'));
export const texts = v.array(text, 'must be a list of texts: ["…", "…"]');
const EXPECTED_TAG =
  'must be one tag, without a comma and without spaces around it: tags = ["aws", "docker"]';
/** GitLab's, of Ci::Tag. */
const LONGEST_TAG = 255;
/** GitLab splits a tag at commas, and removes spaces around it. */
export const tags = v.array(
  v.pipe(
    text,
    v.regex(/^[^\s,]([^,]*[^\s,])?$/, EXPECTED_TAG),
    v.maxLength(LONGEST_TAG, `must have ${LONGEST_TAG} characters at most`),
  ),
  'must be a list of texts: ["…", "…"]',
);
export const truth = v.boolean(unquoted('must be true or false'));

/** A text of this form. */
export const textLike = (form: RegExp, expected: string) =>
  v.pipe(v.string(expected), v.regex(form, expected));
export const textsLike = (form: RegExp, one: string, expected: string) =>
  v.array(textLike(form, one), expected);

export const url = v.pipe(
  text,
  v.url('must be an address such as https://gitlab.example.com'),
  v.regex(/^https?:/i, 'must begin with https:// or http://'),
  v.regex(/^\S+$/, 'must be an address without spaces, such as https://gitlab.example.com'),
  v.check(isBare, 'must be the address alone, without a user, a password, a query or an anchor'),
  v.check(
    isOfGitLabItself,
    ({ input }) => `must be the address of GitLab itself, without what comes after it: ${gitlabIn(input)}`,
  ),
  // GitLab Runner also removes the /ci of its first versions.
  v.transform((address) => address.replace(/\/+$/, '').replace(/\/ci$/, '')),
);

const EXPECTED_DURATION = 'must be a duration such as "20m0s"';
const NANOSECONDS = 1e9;

/** In seconds. GitLab Runner reads a bare whole number as nanoseconds. */
export const duration = v.pipe(
  v.custom<string | number>((value) => inSeconds(value) !== undefined, EXPECTED_DURATION),
  v.transform((value) => inSeconds(value) ?? 0),
);

function inSeconds(value: unknown): number | undefined {
  if (typeof value === 'string') return secondsOf(value);
  return Number.isInteger(value) && Number(value) >= 0 ? Number(value) / NANOSECONDS : undefined;
}

function isBare(address: string): boolean {
  const { username, password, search, hash } = URL.parse(address) ?? {};
  return !username && !password && !search && !hash;
}

const API = /\/api\/v\d+\/*$/;

/** With a path machines would look for the API below it. */
function isOfGitLabItself(address: string): boolean {
  const { hostname = '', pathname = '/' } = URL.parse(address) ?? {};
  const isBelowGitLabCom = /^(www\.)?gitlab\.com$/i.test(hostname) && !/^\/+(ci)?$/.test(pathname);
  return !isBelowGitLabCom && !API.test(pathname);
}

const gitlabIn = (address: string): string =>
  API.test(address) ? address.replace(API, '') : (URL.parse(address)?.origin ?? '');

/** "Local" is the manager's time zone, and there is no manager here. */
export const timezone = v.pipe(
  v.string('must be the IANA name of a time zone, such as "Europe/Berlin"'),
  v.transform((name) => (name === '' || name === 'Local' ? 'UTC' : name)),
  v.check(isTimezone, 'must be the IANA name of a time zone, such as "Europe/Berlin"'),
);

/** It is part of tags, which have 256 characters at most. */
export const name = v.pipe(
  text,
  v.regex(/^\P{Cc}{1,200}$/u, 'must be a text of 200 characters at most, in one line'),
);

export const machineName = v.pipe(
  name,
  v.check((pattern) => pattern.split('%s').length === 2, 'must hold %s, once: it makes each name unique'),
);

export const factor = v.pipe(
  v.number(unquoted('must be a number, 0 or more')),
  v.finite('must be a number, 0 or more'),
  v.minValue(0, 'must be a number, 0 or more'),
);

export const periods = v.array(
  v.pipe(
    v.string('must be a text in quotes'),
    v.check(
      (period) => checkPeriod(period) === undefined,
      ({ input }) => checkPeriod(input) ?? '',
    ),
  ),
  'must be a list of cron expressions: ["* * 9-17 * * mon-fri *"]',
);

/** MachineOptions: their parser says what each means, and whether we honour it. */
export const machineOptions = v.array(
  v.string('must be a text in quotes'),
  'must be a list of options: ["amazonec2-region=us-east-1"]',
);

/** Jobs at once: more than these share a disk and an address badly, and GitLab asks for no more at once. */
export const places = wholeNumberIn(1, 32);

/** One of these texts. A picklist would not do: its `options` would be taken for tables. */
export const oneOf = <const Words extends readonly string[]>(words: Words, expected: string) =>
  v.pipe(
    v.string(expected),
    v.check((text) => words.includes(text), expected),
    v.transform((text) => text as Words[number]),
  );

/** An id of AWS, such as pg-0a1b2c3d. */
export const idOf = (prefix: string, what: string) => {
  return textLike(new RegExp(`^${prefix}-[0-9a-f]+$`), `must be the id of ${what}, "${prefix}-…"`);
};

const EXPECTED_PRICE = 'must be a price in dollars, above 0, such as 0.25';
export const dollars = v.pipe(
  v.number(unquoted(EXPECTED_PRICE)),
  v.check((price) => price > 0 && Number.isFinite(price), EXPECTED_PRICE),
);

export const imageId = idOf('ami', 'an image');

const someOf = (form: RegExp, one: string, expected: string) =>
  v.pipe(textsLike(form, one, expected), v.minLength(1, expected));

export const instanceTypes = someOf(
  /^[a-z0-9-]+\.[a-z0-9-]+$/,
  'must be an instance type such as "t3.medium"',
  'must be a list of instance types: ["t3.medium", "t3a.medium"]',
);
export const subnets = someOf(
  /^subnet-[0-9a-f]+$/,
  'must be the id of a subnet, "subnet-…"',
  'must be a list of subnets: ["subnet-…", "subnet-…"]',
);

/** What is wrong with a table: an unknown key, a missing key, or that it is no table. */
export function explainObject(section: string) {
  return ({ expected, received }: { readonly expected: string | null; readonly received: string }) => {
    if (expected === 'never') return `is not a known key of ${section}`;
    return received === 'undefined' ? `must be set in ${section}` : `must be the table ${section}`;
  };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
