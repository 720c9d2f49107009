import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import { standIns } from './stand-ins.ts';

/** The AWS errors that the functions know by class; they know all others by name. */
export const KNOWN_ERRORS: readonly string[] = [
  'ConditionalCheckFailedException',
  'ParameterNotFound',
  'ResourceInUseException',
];

/**
 * The SDK has the schemas of all calls of a service in one module. They have computed keys, `{ [_eQN]: … }`, which esbuild
 * must take for side effects, so it keeps what is not used. With the constants filled in it does not. Each service
 * registers its errors too: SSM has 140.
 */
const withoutUnusedSchemas: Plugin = {
  name: 'without-unused-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withoutErrors(withPlainKeys(await readFile(path, 'utf8'))),
    }));
  },
};

/** Without registering the errors that are not known by class: these come as the service's base error, with their name. */
export function withoutErrors(source: string): string {
  return source.replaceAll(/^n0_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, name) =>
    KNOWN_ERRORS.includes(name) ? line : '',
  );
}

/** With the string constants of the module filled in where they are keys. */
export function withPlainKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, literal]) => [name, literal]),
  );
  return source.replaceAll(/\[(\w+)\]:/g, (key, name) =>
    constants.has(name) ? `${constants.get(name)}:` : key,
  );
}

/**
 * Importing one of Node's own modules reads all of its exports, and some of them are getters: `http` has classes of undici,
 * which then loads with all that it needs, even if the function never calls `fetch`. So each export that a bundle names is
 * read by itself. For `require` and `import()` the module is an object, and an export is read when it is used. `fs` is an
 * object too, because the SDK names one of its getters, `ReadStream`.
 */
const withoutGetters: Plugin = {
  name: 'without-getters',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      isBuiltin(path)
        ? {
            path: bare(path),
            namespace:
              kind === 'import-statement' && bare(path) !== 'fs' ? 'built-in-names' : 'built-in-object',
          }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'built-in-names' }, ({ path }) => ({
      contents: byName(path),
    }));
    build.onLoad({ filter: /.*/, namespace: 'built-in-object' }, ({ path }) => ({
      contents: `module.exports = ${loaded(path)};`,
    }));
  },
};

const bare = (path: string): string => path.replace(/^node:/, '');
const loaded = (path: string): string => `process.getBuiltinModule('node:${path}')`;

function namesOf(path: string): string[] {
  const names = Object.getOwnPropertyNames(process.getBuiltinModule(`node:${path}`));
  return names.filter((name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'default');
}

/** A module without side effects: esbuild leaves out the exports that are not used. */
function byName(path: string): string {
  const reads = namesOf(path).map(
    (name) => `export const ${name} = /* @__PURE__ */ (() => whole.${name})();`,
  );
  return [`const whole = /* @__PURE__ */ ${loaded(path)};`, 'export default whole;', ...reads].join('\n');
}

/** The SDK reads only the version of a client's package.json, and esbuild would keep all of it. */
const versionsOnly: Plugin = {
  name: 'versions-only',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** The document client makes its paginators on load: esbuild must know that it may drop those that are not used. */
const withoutUnusedPaginators: Plugin = {
  name: 'without-unused-paginators',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]lib-dynamodb[\\/].*Paginator\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        '= createPaginator(',
        '= /* @__PURE__ */ createPaginator(',
      ),
    }));
  },
};

/** cron-parser requires luxon and we import it: without this a bundle has it twice. */
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
  standIns,
  withoutUnusedSchemas,
  withoutUnusedPaginators,
  versionsOnly,
  withoutGetters,
  oneLuxon,
];
