import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import { MACHINE_VARIABLE, nameAndValue, nameTaken } from '../machine-variable.ts';
import { own } from '../own.ts';
import { isTable } from '../upstream/kinds.ts';
import type { Draft } from './draft.ts';
import { type Honoured, honoured, ignored, type Option, refused } from './option.ts';

/** The value for daemon.json; undefined if it does not fit the key. */
type Read = (value: string) => TomlValue | undefined;

const asText: Read = (value) => value;
const asNumber: Read = (value) => (/^\d+$/.test(value) ? Number(value) : undefined);
const asTruth: Read = (value) => own({ true: true, false: false, '': true }, value);

/** dockerd's flags, as engine-opt has them, that are one key of its daemon.json; another key would keep it from starting. */
const ONE: Readonly<Record<string, readonly [key: string, Read]>> = {
  ...{ mtu: ['mtu', asNumber], bip: ['bip', asText], 'log-driver': ['log-driver', asText] },
  ...{ 'data-root': ['data-root', asText], graph: ['data-root', asText], debug: ['debug', asTruth] },
  ...{
    experimental: ['experimental', asTruth],
    ipv6: ['ipv6', asTruth],
    'fixed-cidr-v6': ['fixed-cidr-v6', asText],
  },
  ...{ 'live-restore': ['live-restore', asTruth], 'userns-remap': ['userns-remap', asText] },
  'max-concurrent-downloads': ['max-concurrent-downloads', asNumber],
};
/** Flags that may come several times: a list. */
const MANY: Readonly<Record<string, string>> = {
  ...{ dns: 'dns', 'dns-search': 'dns-search', label: 'labels' },
  ...{ 'registry-mirror': 'registry-mirrors', 'insecure-registry': 'insecure-registries' },
};

const inBastionless = (lines: string) => `as ${lines} in [runners.bastionless]`;
const quoted = (value: string): string => JSON.stringify(value);

/** What dockerd is told by a flag: the part of its daemon.json; undefined if that is not known here. */
function daemonOf(flag: string, value: string): TomlTable | undefined {
  const many = own(MANY, flag);
  if (many !== undefined) return { [many]: [value] };
  if (flag === 'log-opt') return { 'log-opts': Object.fromEntries([nameAndValue(value)]) };
  if (flag === 'default-ulimit') return ulimitOf(value);
  const [key, read] = own(ONE, flag) ?? [];
  const known = key === undefined ? undefined : read?.(value);
  return key === undefined || known === undefined ? undefined : { [key]: known };
}

/** `nofile=1024:2048`, or one figure for both. https://docs.docker.com/reference/cli/dockerd/#default-ulimits */
function ulimitOf(value: string): TomlTable | undefined {
  const [, Name, Soft, Hard = Soft] = /^(\w+)=(-?\d+)(?::(-?\d+))?$/.exec(value) ?? [];
  if (Name === undefined) return undefined;
  return { 'default-ulimits': { [Name]: { Name, Soft: Number(Soft), Hard: Number(Hard) } } };
}

/** Lists and tables grow; other values are replaced. */
export function mergedDaemon(daemon: TomlTable, more: TomlTable): TomlTable {
  const merged = { ...daemon };
  for (const [key, value] of Object.entries(more)) {
    const before = merged[key];
    if (Array.isArray(before) && Array.isArray(value)) merged[key] = [...before, ...value];
    else if (isTable(before) && isTable(value)) merged[key] = { ...before, ...value };
    else merged[key] = value;
  }
  return merged;
}

const withDaemon = ({ engine }: Draft, more: TomlTable = {}): Partial<Draft> => ({
  engine: { ...engine, daemon: mergedDaemon(engine.daemon, more) },
});

function toDaemon(
  flag: string,
  expected: string,
  pattern: RegExp,
  note: (value: string) => string,
): Honoured {
  return {
    ...honoured(note('…'), pattern, expected, (value, draft) => withDaemon(draft, daemonOf(flag, value))),
    noteOf: note,
    isList: true,
  };
}

const engineOpt: Honoured = {
  ...honoured(
    'as part of docker_daemon in [runners.bastionless]',
    /^[a-z0-9-]+(=.*)?$/,
    'an option of dockerd, such as mtu=1450',
    (value, draft) => withDaemon(draft, optionOf(value)),
  ),
  noteOf: (value) => inBastionless(`docker_daemon = ${inlineTable(optionOf(value) ?? { '…': '…' })}`),
  isList: true,
  refusalOf: (value) =>
    optionOf(value) === undefined
      ? `is not known as a key of Docker’s daemon.json: say it as docker_daemon = { … } in [runners.bastionless], and remove it here`
      : undefined,
};

const optionOf = (value: string): TomlTable | undefined => daemonOf(...nameAndValue(value));

/** Texts, numbers and lists are the same in JSON and TOML. */
function inlineTable(table: TomlTable): string {
  const shown = Object.entries(table).map(
    ([key, value]) => `${key} = ${isTable(value) ? inlineTable(value) : JSON.stringify(value)}`,
  );
  return `{ ${shown.join(', ')} }`;
}

const storageDriver: Honoured = {
  ...honoured(
    'as storage-driver of docker_daemon in [runners.bastionless]',
    /^[a-z0-9]+$/,
    'a storage driver',
    (value, draft) => withDaemon(draft, { 'storage-driver': value }),
  ),
  noteOf: (value) => inBastionless(`docker_daemon = { storage-driver = ${quoted(value)} }`),
  refusalOf: (value) =>
    ['aufs', 'devicemapper', 'overlay'].includes(value)
      ? `is gone from Docker: remove it, and machines have overlay2`
      : undefined,
};

const environment: Honoured = {
  ...honoured(
    'as environment in [runners.bastionless]',
    MACHINE_VARIABLE,
    'NAME=value, in ASCII',
    (value, { engine }) => {
      const [name, text] = nameAndValue(value);
      return { engine: { ...engine, environment: { ...engine.environment, [name]: text } } };
    },
  ),
  noteOf: (value) => inBastionless(`environment = [${quoted(value)}]`),
  refusalOf: nameTaken,
  isList: true,
};

const NO_SWARM = 'there is no swarm';
const SWARM = [
  ...['swarm', 'swarm-master', 'swarm-discovery', 'swarm-image', 'swarm-strategy', 'swarm-addr'],
  ...['swarm-host', 'swarm-opt', 'swarm-join-opt', 'swarm-experimental'],
];

/**
 * docker-machine's own options, by their whole names: those for Docker's engine.
 * https://github.com/docker/machine/blob/master/commands/create.go
 */
export const ENGINE_OPTIONS: Readonly<Record<string, Option>> = {
  'engine-registry-mirror': toDaemon(
    'registry-mirror',
    'the address of a registry mirror, http://… or https://…',
    /^https?:\/\/\S+$/,
    (value) => inBastionless(`registry_mirrors = [${quoted(value)}]`),
  ),
  'engine-insecure-registry': toDaemon(
    'insecure-registry',
    'a registry, host:port or a range of addresses',
    /^\S+$/,
    (value) => inBastionless(`insecure_registries = [${quoted(value)}]`),
  ),
  'engine-label': toDaemon('label', 'a label, name=value', /^[^=\s]+=.*$/, (value) =>
    inBastionless(`docker_daemon = { labels = [${quoted(value)}] }`),
  ),
  'engine-opt': engineOpt,
  'engine-storage-driver': storageDriver,
  'engine-env': environment,
  'engine-install-url': ignored('machines install Docker from their distribution, or have it on their image'),
  'custom-install-script': ignored(
    'machines install Docker from their distribution; amazonec2-userdata runs a script',
  ),
  'tls-san': ignored('nobody calls a machine’s Docker engine from outside'),
  ...Object.fromEntries(SWARM.map((flag) => [flag, ignored(NO_SWARM)])),
  driver: refused('MachineDriver says it: remove it'),
};
