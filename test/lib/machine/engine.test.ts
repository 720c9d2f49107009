import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { EngineSettings } from '../../../lib/config/settings.ts';
import { engineScript, machineVariables } from '../../../lib/machine/engine.ts';
import { userDataOf } from '../../../lib/machine/user-data.ts';
import { aRunner } from '../../builders/settings.ts';

const WHERE = { apiUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/machines', region: 'eu-west-1' };
const ENGINE: EngineSettings = {
  daemon: { 'registry-mirrors': ["https://mirror.example.com/it's"], mtu: 1450 },
  environment: { HTTPS_PROXY: 'http://proxy.example.com:3128', NO_PROXY: '.internal', ODD: '100% "so"' },
};

/** Runs the script in a folder that stands for the machine's root, with a systemctl that does nothing. */
function filesOf(engine: EngineSettings): (path: string) => string {
  const root = mkdtempSync(join(tmpdir(), 'engine-'));
  try {
    const script = (engineScript(engine) ?? '').replaceAll(/ (>?)(\/etc\/)/g, ` $1${root}$2`);
    execFileSync('bash', ['--norc', '-c', `systemctl() { [ "$1" != is-active ]; }\n${script}`]);
    const paths = ['docker/daemon.json', 'systemd/system/docker.service.d/environment.conf'];
    const read = new Map(paths.map((path) => [path, readFileSync(join(root, 'etc', path), 'utf8')]));
    return (path) => read.get(path) ?? '';
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('Docker’s daemon.json and the variables of its unit are written', () => {
  const file = filesOf(ENGINE);
  expect(JSON.parse(file('docker/daemon.json'))).toEqual(ENGINE.daemon);
  expect(file('systemd/system/docker.service.d/environment.conf').split('\n')).toEqual([
    '[Service]',
    'Environment="HTTPS_PROXY=http://proxy.example.com:3128"',
    'Environment="NO_PROXY=.internal,169.254.169.254"',
    'Environment="ODD=100%% \\"so\\""',
    'Environment="no_proxy=.internal,169.254.169.254"',
    '',
  ]);
});

test('only where ulimits are said, an image’s own flags for the engine are put aside', () => {
  const daemon = { 'default-ulimits': { nofile: { Name: 'nofile', Soft: 1024, Hard: 2048 } } };
  expect(engineScript({ daemon, environment: {} })).toContain('OPTIONS=\n');
  expect(engineScript(ENGINE)).not.toContain('OPTIONS=');
});

test('where nothing is said, nothing is written', () => {
  expect(engineScript({ daemon: {}, environment: {} })).toBeUndefined();
});

test('without a proxy nothing is excepted from one', () => {
  expect(machineVariables({ daemon: {}, environment: { A: '1' } })).toEqual({ A: '1' });
});

test('user data has it before all else, and the boot has the variables', () => {
  const text = userDataOf(aRunner({ engine: ENGINE }), WHERE, Buffer.from('#!/bin/sh\necho theirs\n'));
  const packed = [...text.matchAll(/base64\n\n([A-Za-z0-9+/=\n]+)/g)].map(([, part = '']) =>
    gunzipSync(Buffer.from(part, 'base64')).toString(),
  );
  expect(packed).toEqual([engineScript(ENGINE), '#!/bin/sh\necho theirs\n']);
  expect(text).toContain("export HTTPS_PROXY='http://proxy.example.com:3128'");
  expect(text).not.toContain('${');
});
