import { CA_ON_MACHINES } from '../config/gitlab-ca.ts';
import { fileLines } from './file-lines.ts';

/** The system's own, by which Docker and git trust it too: of Red Hat's kind, and of Debian's. */
const SYSTEMS = [
  { folder: '/etc/pki/ca-trust/source/anchors', update: 'update-ca-trust' },
  { folder: '/usr/local/share/ca-certificates', update: 'update-ca-certificates' },
];

/**
 * A script that cloud-init runs in its init stage, before Docker starts: gitlab-runner and the system trust the CA.
 * @param pem its certificates
 * https://docs.gitlab.com/runner/configuration/tls-self-signed/
 */
export function caScript(pem: string): string {
  return [
    '#cloud-boothook',
    '#!/bin/bash',
    ...fileLines(CA_ON_MACHINES, [pem.trimEnd()]),
    ...SYSTEMS.map(
      ({ folder, update }) =>
        `if [ -d ${folder} ]; then cp ${CA_ON_MACHINES} ${folder}/bastionless-gitlab.crt && ${update}; fi`,
    ),
    '',
  ].join('\n');
}
