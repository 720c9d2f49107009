import { openEmbeddedTable } from '../../../../lib/local/world/embedded-table.ts';

test('no connection ends by itself: a call that is on its way when one does is lost', async () => {
  const { client, close } = await openEmbeddedTable();
  const { port } = (await client.config.endpoint?.()) ?? {};
  const { headers } = await fetch(`http://127.0.0.1:${port}`);
  await close();
  expect(headers.get('keep-alive')).toBeNull();
});
