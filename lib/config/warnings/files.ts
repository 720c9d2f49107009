import { leaves } from '../file/leaves.ts';
import { CA_ON_MACHINES } from '../gitlab-ca.ts';
import { lookUp } from '../upstream/lookup.ts';
import { type Trap, trap, type Written } from './warning.ts';

const ON_MACHINES =
  'machines do not have this file of the bastion, unless their image or amazonec2-userdata brings it there';

const MORE: Readonly<Record<string, string>> = {
  'tls-ca-file':
    `${ON_MACHINES}: gitlab-runner passes a missing one over in silence, and then trusts no certificate of this CA. ` +
    'Copy it beside config.toml, and name it by ca_file in [runners.bastionless]: then functions, commands and machines trust it',
  'tls-cert-file': `${ON_MACHINES}. The functions have no certificate of their own to show: GitLab must let them in without`,
  'tls-key-file': `${ON_MACHINES}; it is a private key, so let the machine fetch it with its role`,
};

/** Files of the bastion that keys name. */
export function fileTraps({ index, entry, runner }: Written): Trap[] {
  const hasOwnCa = runner?.passedOn['tls-ca-file'] === CA_ON_MACHINES;
  return leaves(entry, ['runners', index]).flatMap(({ path, value }) => {
    const found = lookUp(path);
    if (found.kind !== 'Key' || found.key.fate !== 'passed on' || !found.key.file || value === '') return [];
    if (hasOwnCa && path.at(-1) === 'tls-ca-file') return [];
    return [trap('broken', path, MORE[String(path.at(-1))] ?? ON_MACHINES)];
  });
}
