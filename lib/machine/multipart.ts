import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Suspicion, unmistakableSecret } from '../config/checks/secrets.ts';

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

/** A shell script of ASCII as one part, as it is. */
export const plainPart = (script: string): string =>
  ['Content-Type: text/x-shellscript', '', script].join('\n');

/** What a file for cloud-init begins with, and what tools write at the top of it. */
const KINDS = ['#!', '#cloud-config', '#cloud-boothook', '#include', '#part-handler', '## template: jinja'];
const MIME_HEADER = /^(content-type|mime-version):/i;
const BASE64_LINE = /.{1,76}/g;

/**
 * A file, compressed or not, as one part: compressed, since room is short, and in Base64, since whoever the user data
 * passes through would fill in what looks like its variables. cloud-init unpacks it and sees then of which kind it is.
 * One that is of several parts itself stays as it is: in compressed ones cloud-init looks for none. Throws Error if
 * it is of no kind that cloud-init knows, or holds a secret, which everyone on the machine could read.
 */
export function packedPart(file: Uint8Array): string {
  const text = textOf(file);
  const secret = unmistakableSecret(text);
  if (secret !== undefined) throw new Error(holdsSecret(secret, text));
  if (MIME_HEADER.test(text)) return withoutVariables(text);
  if (!KINDS.some((kind) => text.startsWith(kind))) {
    throw new Error(
      `must begin with a line that cloud-init knows, such as #!/bin/bash or #cloud-config (it is "${text.split('\n')[0]}")`,
    );
  }
  const lines = gzipSync(text, { level: 9 }).toString('base64').match(BASE64_LINE) ?? [];
  return ['Content-Type: application/gzip', 'Content-Transfer-Encoding: base64', '', ...lines].join('\n');
}

const GZIP = Buffer.from([0x1f, 0x8b]);

function textOf(file: Uint8Array): string {
  try {
    const bytes = GZIP.equals(file.subarray(0, GZIP.length)) ? gunzipSync(file) : file;
    // Of a file of Windows Linux would look for the shell "bash\r".
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    throw new Error('must be a text in UTF-8, or one compressed by gzip');
  }
}

function holdsSecret({ what, at }: Suspicion, text: string): string {
  const line = text.slice(0, at).split('\n').length;
  return `holds what looks like ${what}, in line ${line}, and every job can read user data: have the machine fetch it with its role`;
}

function withoutVariables(text: string): string {
  if (!text.includes('${')) return text;
  throw new Error(
    'is of several parts and holds "${", which CloudFormation would fill in: encode those in Base64',
  );
}

/** The same for the same parts, and in none of them. */
function boundaryOf(parts: readonly string[]): string {
  const digest = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `bastionless-${digest.slice(0, 16)}`;
}
