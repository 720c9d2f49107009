import { cp, glob } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename } from 'node:path';
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

/** The command as one file, which runs on Node alone. */
await build({
  entryPoints: ['lib/cli/main.ts'],
  outfile: 'dist/bastionless.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // Packages' own ES modules, of which what is not used is left out, before their CommonJS.
  mainFields: ['module', 'main'],
  minify: true,
  plugins: [lazyBuiltins],
});

/** What the dashboard hands to browsers stands beside the command. */
const PAGE = ['lib/local/page/*.{html,css,js,svg}', 'node_modules/uplot/dist/uPlot.{esm.js,min.css}'];
for await (const file of glob(PAGE)) await cp(file, `dist/page/${basename(file)}`);
