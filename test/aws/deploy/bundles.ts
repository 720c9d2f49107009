import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { machineScript } from '../../../lib/machine/script.ts';
import { unpack } from './bundle.ts';
import type { DeployedStage } from './deployed-stage.ts';

const FUNCTIONS = ['webhook', 'script', 'register', 'report', 'ec2-events', 'schedule', 'audit', 'reconcile'];
const MOST_BYTES = 600_000;

/** What a Node that has loaded a function's module says of itself and of the module. */
interface Loaded {
  readonly handler: string;
  /** A third argument is a callback, with which Lambda's Node 24 starts no function. */
  readonly arguments: number;
  readonly hasUndici: boolean;
  /** What reads configuration from files. */
  readonly hasFiles: boolean;
}

const LOAD = `
const { handler } = await import(process.argv[2]);
const has = (name) => process.moduleLoadList.some((module) => module.includes(name));
console.log(JSON.stringify({ handler: typeof handler, arguments: handler.length, hasUndici: has('undici'), hasFiles: has('fs/promises') }));
`;

/** The code of the functions, as it was deployed. */
export function bundlesAreLean(of: () => DeployedStage): void {
  describe('the bundles of the functions', () => {
    const code = new Map<string, string>();
    const bundle = (name: string): string => code.get(name) ?? '';
    beforeAll(async () => {
      for (const name of FUNCTIONS) code.set(name, await of().functions.bundleText(name));
    });

    test.each(FUNCTIONS)('of %s has less than 600 kB', (name) => {
      expect(bundle(name)).not.toBe('');
      expect(Buffer.byteLength(bundle(name))).toBeLessThan(MOST_BYTES);
    });

    test('leave the EC2 client and the GitLab client out of the webhook', () => {
      expect(bundle('webhook')).toContain('com.amazonaws.dynamodb');
      expect(bundle('webhook')).not.toContain('com.amazonaws.ec2');
      expect(bundle('webhook')).not.toContain('/user/runners');
    });

    test.each(FUNCTIONS.filter((name) => name !== 'script'))(
      'have the settings in %s, but no parser and no token',
      (name) => {
        expect(bundle(name)).not.toMatch(/glrt-/);
        expect(bundle(name)).not.toContain('TomlError');
        expect(bundle(name)).not.toContain('config.toml');
      },
    );

    test('give machines their script, word for word, and nothing else with it', async () => {
      const { answer } = await of().functions.invoke('script', {});

      expect(answer).toMatchObject({ body: machineScript() });
      expect(Buffer.byteLength(bundle('script'))).toBeLessThan(20_000);
    });

    test('give the reconciler the settings of config.toml', () => {
      expect(bundle('reconcile')).toContain('gitlab-docker-machine-%s');
    });

    test('leave the schemas of calls that are not made out of the reconciler', () => {
      expect(bundle('reconcile')).toContain('CreateFleetRequest');
      expect(bundle('reconcile')).not.toContain('CreateVpcRequest');
    });

    test.each(FUNCTIONS)('have in %s nothing that reads streams of events', (name) => {
      expect(bundle(name)).not.toContain(':event-type');
    });

    test('are modules that load and export their handler; those that fetch nothing load no undici and no files', async () => {
      const script = join(of().project.folder, 'unpacked', 'load.mjs');
      await writeFile(script, LOAD);
      const loaded = async (name: string): Promise<Loaded> => {
        const command = [script, await unpack(of().project.folder, name)];
        const env = await of().functions.variablesOf(name);
        const { stdout } = await promisify(execFile)(resolve('node_modules/.bin/node'), command, { env });
        return JSON.parse(stdout);
      };
      const all = await Promise.all(FUNCTIONS.map(async (name) => [name, await loaded(name)] as const));

      const wrong = all.filter(([, loaded]) => loaded.handler !== 'function' || loaded.arguments > 2);
      expect(wrong).toEqual([]);
      const lean = all.flatMap(([name, { hasUndici, hasFiles }]) => (hasUndici || hasFiles ? [] : [name]));
      expect(lean).toEqual(expect.arrayContaining(['webhook', 'ec2-events', 'schedule']));
    });
  });
}
