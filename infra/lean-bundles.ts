import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** Errors of AWS that the functions know by their class; all others they know by name. */
export const KNOWN_ERRORS: readonly string[] = [
  'ConditionalCheckFailedException',
  'ParameterNotFound',
  'ResourceInUseException',
];

/**
 * The SDK's schemas of all calls of a service are one module. They are written with computed keys, `{ [_eQN]: … }`,
 * which esbuild must take for side effects, so it keeps what is not used. Their constants put in, it does not. Each
 * service registers its errors too, of which SSM has 140.
 */
const withoutUnusedSchemas: Plugin = {
  name: 'without-unused-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withoutErrors(withPlainKeys(await readFile(path, 'utf8'))),
    }));
  },
};

/** Without the registration of errors that are not known by their class: these come as the service's own, with their names. */
export function withoutErrors(source: string): string {
  return source.replaceAll(/^n0_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, name) =>
    KNOWN_ERRORS.includes(name) ? line : '',
  );
}

/** Lambda gives a function its credentials by environment variables: it needs none of the other ways to get some. */
const credentialsOfLambda: Plugin = {
  name: 'credentials-of-lambda',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]credential-provider-node[\\/].*[\\/]index\.js$/ }, () => ({
      contents:
        "import { fromEnv } from '@aws-sdk/credential-provider-env'; export const defaultProvider = (init) => fromEnv(init);",
    }));
  },
};

/** With each key that is a string constant of the module as that string. */
export function withPlainKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, literal]) => [name, literal]),
  );
  return source.replaceAll(/\[(\w+)\]:/g, (key, name) =>
    constants.has(name) ? `${constants.get(name)}:` : key,
  );
}

/**
 * Importing one of Node's own modules reads all of its exports, and some of those are getters: `http` has classes of
 * undici, which is then loaded with all that it needs, whether or not the function ever calls `fetch`. Taken as an
 * object, a module's exports are read when they are used.
 */
const withoutGetters: Plugin = {
  name: 'without-getters',
  setup(build) {
    const namespace = 'built-in';
    build.onResolve({ filter: /^[a-z]/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^node:/, ''), namespace } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};

/** cron-parser requires luxon, we import it: without this a bundle has it twice. */
const oneLuxon: Plugin = {
  name: 'one-luxon',
  setup(build) {
    build.onResolve({ filter: /^luxon$/ }, ({ kind, resolveDir }) =>
      kind === 'require-call' ? build.resolve('luxon', { kind: 'import-statement', resolveDir }) : undefined,
    );
  },
};

/** What makes a function's bundle smaller, and so its cold start shorter, than esbuild alone. */
export const leanBundles: readonly Plugin[] = [
  withoutUnusedSchemas,
  credentialsOfLambda,
  withoutGetters,
  oneLuxon,
];
