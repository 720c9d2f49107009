import type { Plugin } from 'esbuild';

/** A module of the SDK that no function needs as it is, and what a bundle has in its place. */
interface StandIn {
  /** The end of its path. */
  readonly module: RegExp;
  readonly code: string;
}

/** The functions run in Lambda, on Node, and read no streams of events. */
export const STAND_INS: readonly StandIn[] = [
  // Lambda gives a function its credentials by environment variables: it needs none of the other ways to get some.
  {
    module: /@aws-sdk[\\/]credential-provider-node[\\/].*[\\/]index\.js$/,
    code: "import { fromEnv } from '@aws-sdk/credential-provider-env'; export const defaultProvider = (init) => fromEnv(init);",
  },
  // Nor has it files with settings of the SDK, which looks for them at the first request.
  {
    module: /@smithy[\\/]core[\\/].*[\\/]loadSharedConfigFiles\.js$/,
    code: "export const CONFIG_PREFIX_SEPARATOR = '.'; export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });",
  },
  // The SDK imports what reads streams only when it meets one, so that esbuild must keep all of it, and all that it shares
  // with other parts: whole, and each module to be set up by itself.
  {
    module: /@smithy[\\/]core[\\/].*[\\/]event-streams[\\/]index\.js$/,
    code: "throw new Error('there are no streams of events in this bundle');",
  },
  // Of the signatures in a stream.
  {
    module: /@smithy[\\/]signature-v4[\\/].*[\\/]HeaderFormatter\.js$/,
    code: 'export class HeaderFormatter {}',
  },
  // DynamoDB's client looks for another endpoint only where a deployment has it do so.
  {
    module: /@aws-sdk[\\/]middleware-endpoint-discovery[\\/].*[\\/]index\.js$/,
    code: 'export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { default: false, environmentVariableSelector: () => undefined, configFileSelector: () => undefined }; export const resolveEndpointDiscoveryConfig = (config) => config;',
  },
  // Where Node has no crypto.
  {
    module: /@smithy[\\/]core[\\/].*[\\/]Sha256Js\.js$/,
    code: 'export const Sha256Js = undefined;',
  },
  // The global `crypto`, which it asks for, is Web Crypto, all of which is loaded then.
  {
    module: /@smithy[\\/]core[\\/].*[\\/]uuid[\\/]v4\.js$/,
    code: "import { randomUUID } from 'node:crypto'; export const bindV4 = () => () => randomUUID();",
  },
];

/** Puts the stand-ins in the modules' place. What a module exports that is still asked for, esbuild says and ends. */
export const standIns: Plugin = {
  name: 'stand-ins',
  setup(build) {
    for (const { module, code } of STAND_INS) build.onLoad({ filter: module }, () => ({ contents: code }));
  },
};
