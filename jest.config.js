import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Everything that a test run writes to the temporary folder goes into one folder, which ends with the run. Of a run
 * that is killed, a shell removes it: what the shell reads from ends with this process, however that ends.
 */
const scratch = mkdtempSync(join(tmpdir(), 'bastionless-tests-'));
process.env.TMPDIR = scratch;
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));
const remover = spawn('sh', ['-c', 'cat >/dev/null; sleep 1; rm -rf "$0"', scratch], {
  stdio: ['pipe', 'ignore', 'ignore'],
  detached: true,
});
remover.unref();
remover.stdin.unref();

/** Of the commands that tests start again and again. */
process.env.NODE_COMPILE_CACHE ??= join(scratch, 'compile-cache');

/** Every project runs the sources as they are: swc takes the types away, Node's own modules load the rest. */
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch: testMatch.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  testEnvironment: '<rootDir>/test/plain-context.js',
  // Not in the folder that ends with the run. Each project has its own: what is said for all is not heard.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  extensionsToTreatAsEsm: ['.ts'],
  // Not .rehearsal, which holds a whole Linux.
  roots: ['functions', 'infra', 'lib', 'test'].map((folder) => `<rootDir>/${folder}`),
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  ...more,
});

const moto = {
  globalSetup: '<rootDir>/test/aws/moto/setup.js',
  globalTeardown: '<rootDir>/test/aws/moto/teardown.js',
};

export default {
  testSequencer: '<rootDir>/test/longest-first.js',
  // As many guests boot at once.
  maxConcurrency: 5,
  projects: [
    project('unit', ['lib', 'functions', 'infra', 'docs']),
    project('e2e', ['e2e'], { globalSetup: '<rootDir>/test/e2e/chromium.setup.js' }),
    project('soak', ['soak']),
    project('aws', ['aws'], moto),
    project('rehearsal', ['rehearsal']),
  ],
};
