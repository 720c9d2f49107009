import { createHash } from 'node:crypto';

/**
 * User data of several parts, which cloud-init runs in their order.
 * https://docs.cloud-init.io/en/latest/explanation/format.html
 */
export function multipart(parts: readonly string[]): string {
  const boundary = boundaryOf(parts);
  return [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    'MIME-Version: 1.0',
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ].join('\n');
}

/** By the beginning of the first line: what tools write at the top of such a file, and cloud-init goes by. */
const KINDS: readonly (readonly [string, string])[] = [
  ['#!', 'text/x-shellscript'],
  ['#cloud-config-archive', 'text/cloud-config-archive'],
  ['#cloud-config', 'text/cloud-config'],
  ['#cloud-boothook', 'text/cloud-boothook'],
  ['#include-once', 'text/x-include-once-url'],
  ['#include', 'text/x-include-url'],
  ['#part-handler', 'text/part-handler'],
  ['## template: jinja', 'text/jinja2'],
];
const MIME_HEADER = /^(content-type|mime-version):/i;

/** A text of ASCII as one part. Throws Error if it is of no kind that cloud-init knows. */
export function plainPart(text: string): string {
  return [typeHeader(text), '', text].join('\n');
}

const BASE64_LINE = /.{1,76}/g;

/**
 * Any text as one part, in Base64: whoever the user data passes through would fill in what looks like its variables,
 * and cloud-init's parser would take letters beyond ASCII for Latin-1. Throws Error if it is of no kind that
 * cloud-init knows. One that is of several parts itself stays so.
 */
export function encodedPart(text: string): string {
  if (MIME_HEADER.test(text)) return withoutVariables(text);
  const lines = Buffer.from(text).toString('base64').match(BASE64_LINE) ?? [];
  return [typeHeader(text), 'Content-Transfer-Encoding: base64', '', ...lines].join('\n');
}

function withoutVariables(text: string): string {
  if (!text.includes('${')) return text;
  throw new Error(
    'is of several parts and holds "${", which CloudFormation would fill in: encode those in Base64',
  );
}

function typeHeader(text: string): string {
  const [, type] = KINDS.find(([beginning]) => text.startsWith(beginning)) ?? [];
  if (type !== undefined) return `Content-Type: ${type}; charset="utf-8"`;
  throw new Error(
    `must begin with a line that cloud-init knows, such as #!/bin/bash or #cloud-config (it is "${text.split('\n')[0]}")`,
  );
}

/** The same for the same parts, and in none of them. */
function boundaryOf(parts: readonly string[]): string {
  const digest = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `bastionless-${digest.slice(0, 16)}`;
}
