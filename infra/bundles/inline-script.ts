import type { Plugin } from 'esbuild';
import { machineScript } from '../../lib/machine/script.ts';

/** In a bundle, which has no files beside it, the machine's script is a text. */
export const inlineScript: Plugin = {
  name: 'inline-script',
  setup(build) {
    build.onLoad({ filter: /[\\/]lib[\\/]machine[\\/]script\.ts$/ }, () => ({
      contents: `export const machineScript = () => ${JSON.stringify(machineScript())};`,
    }));
  },
};
