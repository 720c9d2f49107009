import { startCommand } from '../../../lib/local/arguments.ts';

const parsed = (args: readonly string[]) =>
  startCommand()
    .configureOutput({ writeErr: () => undefined })
    .parse([...args], { from: 'user' })
    .opts();

const USUAL = { config: 'config.toml', speed: 1, port: 3000 };

afterEach(() => {
  delete process.env['PORT'];
});

test.each([
  [[], undefined, {}],
  [['--port', '3001'], undefined, { port: 3001 }],
  [['--port', '0'], '3002', { port: 0 }],
  [[], '3002', { port: 3002 }],
  [[], '', {}],
  [
    ['--memory', '--speed', '0.5', '--config', 'a.toml'],
    undefined,
    { memory: true, speed: 0.5, config: 'a.toml' },
  ],
])('%j with PORT %j', (args, port, expected) => {
  if (port !== undefined) process.env['PORT'] = port;
  expect(parsed(args)).toEqual({ ...USUAL, ...expected });
});

test.each([
  [['--port', '99999'], 'It must be a number from 0 to 65535.'],
  [['--port', '3000.5'], 'It must be a number from 0 to 65535.'],
  [['--speed', '0'], 'It must be a number from 0.1 to 1000.'],
  [['--sped', '2'], "unknown option '--sped'\n(Did you mean --speed?)"],
  [['fast'], 'too many arguments'],
])('%j is refused', (args, message) => {
  expect(() => parsed(args)).toThrow(message);
});

test('a port in the environment that is none is refused', () => {
  process.env['PORT'] = 'http';
  expect(() => parsed([])).toThrow("'http' from env 'PORT' is invalid. It must be a number from 0 to 65535.");
});
