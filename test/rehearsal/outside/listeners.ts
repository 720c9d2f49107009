/**
 * Listens on each ADDRESS:PORT of its arguments and hands the sockets to its parent, which so listens in a network
 * that is not its own.
 */
import { createServer } from 'node:net';

for (const place of process.argv.slice(2)) {
  const [host = '', port = ''] = place.split(':');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(Number(port), host, resolve));
  await new Promise<void>((resolve) => process.send?.(place, server, undefined, () => resolve()));
  // The parent has it as its own.
  server.close();
}
process.disconnect();
