import { createHash } from 'node:crypto';

const BINARY = /^GET \/downloads\/v[\d.]+\/binaries\/(gitlab-runner-linux-\w+)$/;
const CHECKSUMS = /^GET \/downloads\/v[\d.]+\/release\.sha256$/;

/**
 * GitLab's downloads of gitlab-runner.
 *
 * @param published the checksum that is published
 */
export function downloads(runner: Buffer<ArrayBuffer>, published = sha256(runner)) {
  return (call: string): Response | undefined => {
    if (BINARY.test(call)) return new Response(runner);
    if (!CHECKSUMS.test(call)) return undefined;
    const lines = ['amd64', 'arm64'].map((name) => `${published} *binaries/gitlab-runner-linux-${name}\n`);
    return new Response(lines.join(''));
  };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
