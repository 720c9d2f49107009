import { join } from 'node:path';
import { unpack } from '../aws/deploy/bundle.ts';
import { packageTemplate } from '../infra/package-template.ts';
import { copyProject } from '../infra/project.ts';

/** The functions' bundles as `serverless package` makes them. */
export interface Packaged {
  /** Of the project's copy in which it was done. */
  readonly folder: string;
  bundlePath(functionName: string): string;
  /** The variables that the deployment gives a function, with values that stand for the real ones. */
  environment(functionName: string): Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Rejects with the command's output if it fails. */
export async function packageFunctions(names: readonly string[]): Promise<Packaged> {
  const project = await copyProject();
  const template = (await packageTemplate(project, '--stage', 'packaged')) as Template;
  await Promise.all(names.map((name) => unpack(project.folder, name)));
  return {
    folder: project.folder,
    bundlePath: (name) => join(project.folder, 'unpacked', name, 'functions', 'lambda', `${name}.mjs`),
    environment: (name) => environmentOf(template, name),
    remove: project.remove,
  };
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Properties?: { readonly Handler?: string; readonly Environment?: Environment } }
    >
  >;
}
interface Environment {
  readonly Variables: Readonly<Record<string, unknown>>;
}

function environmentOf({ Resources }: Template, name: string): Record<string, string> {
  const found = Object.values(Resources).find(({ Properties }) => Properties?.Handler === handlerOf(name));
  const names = Object.keys(found?.Properties?.Environment?.Variables ?? {});
  const values = names.map((variable) => [variable, SAID[variable] ?? 'value']);
  return { AWS_REGION: 'us-east-1', ...Object.fromEntries(values) };
}

/** What a function takes to pieces when it is loaded. */
const SAID: Readonly<Record<string, string>> = {
  LAUNCH_TEMPLATES: '{}',
  LIST_PRICES: '{"instances":{},"disks":{},"address":0}',
};

const handlerOf = (name: string): string => `functions/lambda/${name}.handler`;
