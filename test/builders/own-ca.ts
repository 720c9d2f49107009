import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All in PEM. */
interface OwnCa {
  /** The certificate of the CA, which nobody trusts. */
  readonly ca: string;
  /** Of a server on 127.0.0.1, signed by it. */
  readonly cert: string;
  readonly key: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A CA as those make it who have a GitLab of their own. */
export function anOwnCa(): OwnCa {
  const folder = mkdtempSync(join(tmpdir(), 'own-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  try {
    openssl('req', '-x509', ...KEY, '-subj', '/CN=CA of a test', '-keyout', 'ca.key', '-out', 'ca.crt');
    openssl('req', ...KEY, '-subj', '/CN=127.0.0.1', '-keyout', 'key', '-out', 'csr');
    writeFileSync(join(folder, 'ext'), 'subjectAltName=IP:127.0.0.1\n');
    const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'ext'];
    openssl('x509', '-req', '-in', 'csr', ...by, '-out', 'crt');
    return { ca: read('ca.crt'), cert: read('crt'), key: read('key') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
