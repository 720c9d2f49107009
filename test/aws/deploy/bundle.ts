import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** As Lambda calls it, in a process of its own; what it answers is the last thing printed. */
const INVOKE = `
const { handler } = await import(process.argv[2]);
const answer = await handler(JSON.parse(process.argv[3]), {});
process.stdout.write('\\n' + (JSON.stringify(answer) ?? 'null'));
`;

export interface Invoked {
  readonly answer: unknown;
  readonly log: string;
}

/** A function as it was deployed: the code of its zip, with the variables that Lambda has for it. */
export interface DeployedBundle {
  invoke(event: unknown): Promise<Invoked>;
}

/**
 * @param folder where the project was deployed from
 * @param variables the function's environment, as Lambda knows it
 */
export async function unpackBundle(
  folder: string,
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<DeployedBundle> {
  const place = join(folder, 'unpacked', name);
  await mkdir(place, { recursive: true });
  await run('python3', ['-m', 'zipfile', '-e', `.serverless/${name}.zip`, place], { cwd: folder });
  const script = join(place, 'invoke.mjs');
  await writeFile(script, INVOKE);
  const code = join(place, 'functions', 'lambda', `${name}.mjs`);
  return {
    async invoke(event) {
      const { stdout, stderr } = await run(
        resolve('node_modules/.bin/node'),
        [script, code, JSON.stringify(event)],
        {
          env: { ...variables, AWS_LAMBDA_FUNCTION_NAME: name },
        },
      );
      const lines = stdout.trimEnd().split('\n');
      return { answer: JSON.parse(lines.pop() ?? ''), log: [...lines, stderr].join('\n') };
    },
  };
}
