import { X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { readTextFile, refusePipes } from './file/text-file.ts';
import type { Settings } from './settings.ts';

/** Where machines have it: their own config.toml names it so. */
export const CA_ON_MACHINES = '/etc/gitlab-runner/certs/gitlab-ca.crt';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * What `ca_file` names, in PEM; undefined if it names none.
 * @param configFile from whose folder its path is
 * Throws Error that names the file and says what is wrong with it.
 */
export function readGitlabCa({ caFile }: Pick<Settings, 'caFile'>, configFile: string): string | undefined {
  if (caFile === undefined) return undefined;
  const path = resolve(dirname(configFile), caFile);
  try {
    refusePipes(path);
    return certificatesIn(readTextFile(path), path);
  } catch (error) {
    throw new Error(`ca_file: ${(error as Error).message}`);
  }
}

/** Only the certificates: comments would take room in user data. Throws Error that says what is wrong. */
export function certificatesIn(text: string, file: string): string {
  if (PRIVATE.test(text)) {
    throw new Error(`${file} holds a private key: name a file with the CA’s certificate alone`);
  }
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) {
    throw new Error(
      `${file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----). One in DER: openssl x509 -inform der -in ${file}`,
    );
  }
  for (const one of found) refuseUnusable(one, file);
  return `${found.join('\n')}\n`;
}

function refuseUnusable(pem: string, file: string): void {
  try {
    new X509Certificate(pem);
  } catch (error) {
    throw new Error(`${file} holds a certificate that cannot be read: ${(error as Error).message}`);
  }
}
