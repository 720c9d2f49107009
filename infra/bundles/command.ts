import { cp, glob, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Node's own modules, loaded on first use. As imports they would all load at each start, even those that only the AWS
 * clients need, which takes as long as all the rest. It also serves packages that `require` them.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '');
      return builtinModules.includes(name) ? { path: name, namespace: 'builtin' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

const FOLDER = 'dist';

/**
 * The command, which needs nothing but Node, and the parts that it loads on demand: reading all of it takes Node longer
 * than `check` takes. They are in one folder, so that each finds the page beside it.
 */
await rm(FOLDER, { recursive: true, force: true });
await build({
  entryPoints: { bastionless: 'lib/cli/main.ts' },
  outdir: FOLDER,
  outExtension: { '.js': '.mjs' },
  splitting: true,
  chunkNames: 'part-[hash]',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // ES modules before CommonJS: of these esbuild leaves out what is not used.
  mainFields: ['module', 'main'],
  minify: true,
  plugins: [lazyBuiltins],
});

/** What machines run: `check` counts its bytes. */
await cp('lib/machine/script', `${FOLDER}/script`, { recursive: true });

/** What the dashboard serves to browsers stands beside the command. */
const PAGE = 'lib/local/page';
for await (const file of glob(`${PAGE}/**/*.{html,css,js,svg}`)) {
  await cp(file, `${FOLDER}/page/${relative(PAGE, file)}`);
}
const CHART = 'node_modules/uplot/dist/uPlot.{esm.js,min.css}';
for await (const file of glob(CHART)) await cp(file, `${FOLDER}/page/${basename(file)}`);
