import { openEmbeddedTable } from '../../../../lib/local/world/embedded-table.ts';

test('the server ends no idle connection: a call on its way would be lost', async () => {
  const { client, close } = await openEmbeddedTable();
  const { port } = (await client.config.endpoint?.()) ?? {};
  const { headers } = await fetch(`http://127.0.0.1:${port}`);
  await close();
  expect(headers.get('keep-alive')).toBeNull();
});
