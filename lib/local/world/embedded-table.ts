import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { Level } from 'level';
import { createTable } from '../../aws/dynamodb/create-table.ts';

export const TABLE = 'bastionless';

export interface EmbeddedTable {
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/**
 * The table on dynalite in this process, on a free loopback port; in the folder if one is given, else in memory.
 * Rejects if another process has the folder open.
 */
export async function openEmbeddedTable(folder?: string): Promise<EmbeddedTable> {
  if (folder !== undefined) await assureUnlocked(folder);
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  // It lets no connection go that the client still has: a call that is on its way when it does is lost.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTable(client, TABLE);
  const close = async (): Promise<void> => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { client, close };
}

/** dynalite opens its store when it is first asked, and a lock is then an error that nobody can catch. */
async function assureUnlocked(folder: string): Promise<void> {
  const store = new Level(folder);
  try {
    await store.open();
  } catch (error) {
    const { cause, message } = error as Error;
    const isLocked = (cause as NodeJS.ErrnoException | undefined)?.code === 'LEVEL_LOCKED';
    const why = isLocked ? 'another npm start runs in this folder' : ((cause as Error)?.message ?? message);
    throw new Error(`the store in ${folder} cannot be opened: ${why}. Stop it, or start with --memory.`);
  }
  await store.close();
}
