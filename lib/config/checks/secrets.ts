/** One thing in a text that looks like a secret. */
export interface Suspicion {
  /** What it looks like, for people: never the secret itself. */
  readonly what: string;
  /** Where it begins. */
  readonly at: number;
}

/**
 * Forms that only secrets have.
 * https://docs.gitlab.com/security/tokens/#token-prefixes
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/\bgl(pat|rt|rtr|dt|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[\w.-]{15,}/, 'a token of GitLab'],
  [/\bGR1348941[\w-]{15,}/, 'a registration token of GitLab'],
  [/\b(AKIA|ASIA)[A-Z2-7]{16}\b/, 'an access key of AWS'],
  [/\bwhsec_[A-Za-z0-9+/]{20,}/, 'the signing key of a webhook'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/, 'a private key'],
  [/\b(gh[opsu]_[A-Za-z0-9]{36}|github_pat_\w{22,})/, 'a token of GitHub'],
  [/\bdckr_pat_[\w-]{20,}/, 'a token of Docker Hub'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'a token of npm'],
  [/\bxox[abeprs]-[\w-]{20,}/, 'a token of Slack'],
  [/\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/, 'a webhook of Slack'],
  // Docker's config.json with a login in it; with a helper it has none.
  [/"auth"\s*:\s*"[A-Za-z0-9+/=]{4,}"/, 'a login to a registry'],
];

/** How the names of secrets end. */
const NAMES =
  '(?:token|secret|password|passwd|passphrase|credentials?|auth_config|(?:api|access|account|private|secret|signing|encryption)[_-]?key)';
const SECRET_NAME = new RegExp(`${NAMES}$`, 'i');
/** `NAME=value`; a value that refers to a variable or to a command's output is no secret. */
const ASSIGNMENT = new RegExp(`(?<![\\w$])(\\w*${NAMES})=(?:"([^"]*)"|'([^']*)'|([^\\s"';&|)]*))`, 'gi');
/** One `NAME=value`, whatever is in the value. */
const VARIABLE = new RegExp(`^(\\w*${NAMES})=(.*)$`, 'is');
const ADDRESS_WITH_PASSWORD = 'an address with a password';
const PASSWORD_IN_URL = /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/$]*:[^\s:@/$]+@/i;

/** Values that are no secret, whatever their name. */
const HARMLESS: readonly RegExp[] = [
  /^$/,
  // From somewhere else.
  /[$`]/,
  // A file: a path by its slash at the beginning.
  /^(~|\.{0,2})\/[^\s]*$/,
  /^file:/i,
  // A file, by its ending.
  /^([a-z]:)?[\w.\\/ -]+\.(json|pem|p12|crt|ya?ml)$/i,
  /^\w+:\/\/[^\s@]*$/,
  /^(true|false|yes|no|on|off|\d{1,3})$/i,
  /^(required|optional|none|disabled|enabled|default|env|file|helper|ecr-login|ecr|osxkeychain|pass|basic|bearer|iam|x+|\*+|<[^>]*>)$/i,
  // Docker's config.json with a helper; one with a login is found by its form.
  /^\{.*"(credsStore|credHelpers)".*\}$/s,
];

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);
export const isHarmless = (value: string): boolean => HARMLESS.some((form) => form.test(value));

/** The first secret with a form of its own, in any text. */
export function unmistakableSecret(text: string): Suspicion | undefined {
  for (const [form, what] of FORMS) {
    const at = text.search(form);
    if (at >= 0) return { what, at };
  }
  return undefined;
}

/** Any text, with each such secret, and each password in an address, replaced by what it is. */
export function withoutSecrets(text: string): string {
  return [...FORMS, [PASSWORD_IN_URL, ADDRESS_WITH_PASSWORD] as const].reduce(
    (rest, [form, what]) => rest.replaceAll(new RegExp(form, `${form.flags}g`), `(${what})`),
    text,
  );
}

/** The first secret in a setting, also by the name that it is assigned to, and passwords in addresses. */
export function secretInSetting(text: string): Suspicion | undefined {
  const form = unmistakableSecret(text);
  if (form !== undefined) return form;
  const at = text.search(PASSWORD_IN_URL);
  if (at >= 0) return { what: ADDRESS_WITH_PASSWORD, at };
  const [, variable, whole = ''] = VARIABLE.exec(text) ?? [];
  if (variable !== undefined && isHarmless(whole)) return undefined;
  for (const { 1: name, 2: double, 3: single, 4: bare, index } of text.matchAll(ASSIGNMENT)) {
    const value = double ?? single ?? bare ?? '';
    if (!isHarmless(value)) return { what: `a secret, ${name}`, at: index };
  }
  return undefined;
}
