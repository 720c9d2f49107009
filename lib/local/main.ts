import { randomBytes, randomInt } from 'node:crypto';
import { CommanderError } from 'commander';
import { readConfigFile } from '../config/read.ts';
import { SeededRandom } from '../simulation/seeded-random.ts';
import { type LocalArguments, startCommand } from './arguments.ts';
import { RealClock } from './clock/real-clock.ts';
import { createApp } from './server/app.ts';
import { Gate } from './server/gate.ts';
import { listen } from './server/listen.ts';
import { terminalLog } from './terminal-log.ts';
import { openEmbeddedTable } from './world/embedded-table.ts';
import { createWorld } from './world/world.ts';

const FOLDER = '.bastionless/table';

const WRONG_USAGE = 2;

try {
  await run(startCommand().parse().opts());
} catch (error) {
  giveUp(error as Error);
}

async function run({ config, speed, memory, port }: LocalArguments): Promise<void> {
  const settings = readConfigFile(config);
  const clock: RealClock = new RealClock(speed, (error) =>
    log.error('a task failed', { reason: String(error) }),
  );
  const log = terminalLog(clock);
  const webhookSecret = process.env['WEBHOOK_SECRET'] ?? randomBytes(16).toString('hex');

  const gate = new Gate();
  const { server, url } = await listen(gate, port);
  const table = await openEmbeddedTable(memory ? undefined : FOLDER);
  const random = new SeededRandom(randomInt(2 ** 32));
  const client = table.client;
  const world = await createWorld({ settings, scheduler: clock, random, client, url, webhookSecret, log });
  gate.open(createApp(world));
  greet(url, webhookSecret);

  const stop = async (): Promise<void> => {
    await clock.stop();
    server.close();
    await table.close();
    process.exit(0);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function greet(url: string, secret: string): void {
  console.log(`bastionless runs at ${url}
webhook secret: ${secret}
push a commit:  curl -X POST ${url}/api/pipelines
`);
}

/** Servers that have started by then would keep the process alive. */
function giveUp(error: Error): void {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : WRONG_USAGE);
  console.error(`error: ${messageOf(error)}`);
  process.exit(1);
}

function messageOf(error: NodeJS.ErrnoException & { readonly port?: number }): string {
  if (error.code !== 'EADDRINUSE') return error.message;
  return `port ${error.port} is taken: name another, as in npm start -- --port 3001`;
}
