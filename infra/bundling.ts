import { inlineScript } from './inline-script.ts';
import { inlineSettings } from './inline-settings.ts';
import { leanBundles } from './lean-bundles.ts';

/** esbuild's plugins for the functions' bundles: serverless-esbuild takes the default export. */
export default [inlineSettings, inlineScript, ...leanBundles];
