import * as v from 'valibot';
import { MACHINE_VARIABLE, nameTaken } from '../machine-variable.ts';
import { textLike, textsLike } from './fields.ts';
import { type EntryOf, key } from './key-text.ts';

const EXPECTED_VARIABLE =
  'must be NAME=value in ASCII, without "${", such as "HTTPS_PROXY=http://proxy.example.com:3128"';
const EXPECTED_DAEMON =
  'must be a table of keys of Docker’s daemon.json, without hosts and containerd: docker_daemon = { mtu = 1450 }';

/** The keys of `[runners.bastionless]` for Docker's engine on the machines, and for what lies around it. */
export const engineKeys = {
  registry_mirrors: key(
    textsLike(
      /^https?:\/\/\S+$/,
      'must be the address of a registry mirror, http://… or https://…',
      'must be a list of addresses: ["https://mirror.example.com"]',
    ),
    'mirrors of Docker Hub that machines pull images from; engine-registry-mirror of docker-machine',
    [],
  ),
  insecure_registries: key(
    textsLike(
      /^[^\s/]+(\/\d+)?$/,
      'must be host:port or a range of addresses',
      'must be a list of registries: ["registry.example.com:5000"]',
    ),
    'registries without TLS, or with any certificate; engine-insecure-registry',
    [],
  ),
  docker_daemon: key(
    v.pipe(
      v.record(v.string(), v.unknown(), EXPECTED_DAEMON),
      // Beside the unit's own flags of that meaning they keep the engine from starting.
      v.check((table) => !('hosts' in table || 'containerd' in table), EXPECTED_DAEMON),
    ),
    'further keys of the machines’ /etc/docker/daemon.json; engine-opt',
    {},
  ),
  environment: key(
    v.array(
      v.pipe(
        textLike(MACHINE_VARIABLE, EXPECTED_VARIABLE),
        v.check(
          (variable) => nameTaken(variable) === undefined,
          ({ input }) => nameTaken(input) ?? '',
        ),
      ),
      'must be a list of variables: ["HTTPS_PROXY=http://proxy.example.com:3128"]',
    ),
    'variables of the machine’s boot, of Docker’s engine and of gitlab-runner: proxies; jobs have theirs from environment of [[runners]]',
    [],
  ),
};

export type EngineEntry = EntryOf<typeof engineKeys>;
