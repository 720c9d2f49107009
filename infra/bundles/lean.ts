import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import { standIns } from './stand-ins.ts';

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
 * undici, which is then loaded with all that it needs, whether or not the function ever calls `fetch`. So each export that a
 * bundle names is read by itself. For `require` and `import()` the module is an object, whose exports are read when used; so is
 * `fs`, of which the SDK names a getter, `ReadStream`.
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

/** A module of which esbuild leaves out all exports that are not used. */
function byName(path: string): string {
  const reads = namesOf(path).map(
    (name) => `export const ${name} = /* @__PURE__ */ (() => whole.${name})();`,
  );
  return [`const whole = /* @__PURE__ */ ${loaded(path)};`, 'export default whole;', ...reads].join('\n');
}

/** Of a client's package.json the SDK reads the version alone, and esbuild would keep all of it. */
const versionsOnly: Plugin = {
  name: 'versions-only',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** The document client makes its paginators when it is loaded: esbuild must know that one that is not used may go. */
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
  standIns,
  withoutUnusedSchemas,
  withoutUnusedPaginators,
  versionsOnly,
  withoutGetters,
  oneLuxon,
];
