import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { build, type OutputFile } from 'esbuild';
import { zipSync } from 'fflate';
import { inlineScript } from '../bundles/inline-script.ts';
import { inlineSettings } from '../bundles/inline-settings.ts';
import { leanBundles } from '../bundles/lean.ts';
import type { Serverless } from './serverless.ts';

/** Where the command has what it uploads. */
const FOLDER = '.serverless';

/**
 * Bundles functions, each into one file with all that it needs, and has the command upload these.
 * @param names as serverless.yml has them
 */
export async function bundleFunctions(
  { service, serviceDir }: Serverless,
  names: readonly string[],
): Promise<void> {
  const modules = names.map((name) => [name, service.getFunction(name).handler.replace(/\.\w+$/, '')]);
  const sources = Object.fromEntries(modules.map(([name, path]) => [`${name}/${path}`, `${path}.ts`]));
  await mkdir(join(serviceDir, FOLDER), { recursive: true });
  for (const { path, contents } of await bundled(serviceDir, sources)) {
    const [name = '', ...file] = relative(join(serviceDir, FOLDER), path).split(sep);
    const artifact = join(FOLDER, `${name}.zip`);
    await writeFile(join(serviceDir, artifact), zipped(file.join('/'), contents));
    service.getFunction(name).package = { artifact };
  }
}

/** @param sources by the path of what is made of them, without its extension */
async function bundled(folder: string, sources: Readonly<Record<string, string>>): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: sources,
    outdir: FOLDER,
    outExtension: { '.js': '.mjs' },
    write: false,
    // The AWS SDK too: the runtime's own is older and larger than the parts that are used, and changes under us.
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    // Prefer a package's ES modules to its CommonJS: esbuild leaves out what is not used.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    plugins: [inlineSettings, inlineScript, ...leanBundles],
  });
  return outputFiles;
}

/** The same code makes the same zip, so that it is not uploaded anew; and Lambda, another user, may read the file. */
function zipped(path: string, code: Uint8Array): Uint8Array {
  const readable = { os: 3, attrs: 0o100644 << 16 };
  return zipSync({ [path]: [code, readable] }, { level: 9, mtime: new Date(1980, 0) });
}
