import { cp, glob, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Node's own modules, loaded when they are first used. As imports they would all be loaded at each start, those that
 * the AWS clients alone need too, which takes as long as all the rest. It also serves packages that `require` them.
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
 * The command, which runs on Node alone, and beside it the parts that it loads when it needs them: to read all of it
 * takes Node longer than `check` does. They are in one folder, so that each finds the page from its own place.
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
  // Packages' own ES modules, of which what is not used is left out, before their CommonJS.
  mainFields: ['module', 'main'],
  minify: true,
  plugins: [lazyBuiltins],
});

/** What machines run, which `check` counts. */
await cp('lib/machine/script', `${FOLDER}/script`, { recursive: true });

/** What the dashboard hands to browsers stands beside the command. */
const PAGE = 'lib/local/page';
for await (const file of glob(`${PAGE}/**/*.{html,css,js,svg}`)) {
  await cp(file, `${FOLDER}/page/${relative(PAGE, file)}`);
}
const CHART = 'node_modules/uplot/dist/uPlot.{esm.js,min.css}';
for await (const file of glob(CHART)) await cp(file, `${FOLDER}/page/${basename(file)}`);
