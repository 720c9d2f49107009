import { parseArguments, USAGE } from '../../../lib/local/arguments.ts';

const USUAL = { config: 'config.toml', speed: 1, memory: false, port: 3000 };

test.each([
  [[], {}, {}],
  [['--port', '3001'], {}, { port: 3001 }],
  [['--port', '0'], { PORT: '3002' }, { port: 0 }],
  [[], { PORT: '3002' }, { port: 3002 }],
  [[], { PORT: '' }, {}],
  [['--memory', '--speed', '0.5', '--config', 'a.toml'], {}, { memory: true, speed: 0.5, config: 'a.toml' }],
])('%j with %j in the environment', (argv, env, expected) => {
  expect(parseArguments(argv, env)).toEqual({ kind: 'Run', args: { ...USUAL, ...expected } });
});

test.each([
  [['--port', '99999'], {}, '--port must be a number from 0 to 65535 (it is "99999")'],
  [['--port', '3000.5'], {}, '--port must be a whole number (it is "3000.5")'],
  [[], { PORT: 'http' }, '--port must be a number from 0 to 65535 (it is "http")'],
  [['--speed', '0'], {}, '--speed must be a number from 0.1 to 1000 (it is "0")'],
  [['--sped', '2'], {}, "Unknown option '--sped'"],
])('%j with %j is refused', (argv, env, message) => {
  expect(parseArguments(argv, env)).toEqual({ kind: 'Wrong', message: expect.stringContaining(message) });
});

test.each(['--help', '-h'])('%s', (flag) => {
  expect(parseArguments([flag], {})).toEqual({ kind: 'Help' });
  for (const option of ['--config', '--port', '--speed', '--memory']) expect(USAGE).toContain(`  ${option} `);
});
