import { Hono } from 'hono';
import { eventStreams } from '../../../../lib/local/dashboard/event-stream.ts';
import { Feed } from '../../../../lib/local/dashboard/feed.ts';

const snapshot = { title: 'all that is' } as never;

function aFeed() {
  const feed = new Feed(
    'epoch',
    () => 5,
    () => snapshot,
  );
  const done: string[] = [];
  const app = new Hono().get(
    '/events',
    eventStreams(feed, () => {
      done.push('begun');
      return () => done.push('ended');
    }),
  );
  /** A client, which reads until the text is there. */
  const client = async (lastId?: string) => {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const reader = (await app.request('/events', { headers })).body?.getReader();
    let seen = '';
    const readUntil = async (text: string): Promise<string> => {
      while (!seen.includes(text)) seen += Buffer.from((await reader?.read())?.value ?? []).toString();
      return seen;
    };
    return { readUntil, leave: () => reader?.cancel() };
  };
  return { feed, done, client };
}

test('a new client gets everything, then the news', async () => {
  const { feed, client } = aFeed();
  const { readUntil, leave } = await client();
  await readUntil('"all that is"');
  feed.tell([{ type: 'trouble', data: 'the first' }]);
  expect(await readUntil('epoch-1')).toBe(
    [
      'event: snapshot\ndata: {"now":5,"data":{"title":"all that is"}}\nid: epoch-0\nretry: 1000\n\n',
      'event: trouble\ndata: {"now":5,"data":"the first"}\nid: epoch-1\nretry: 1000\n\n',
    ].join(''),
  );
  await leave();
});

test.each([
  ['what it missed', 'epoch-1', ['epoch-2', 'epoch-3']],
  ['all, if that was an earlier start', 'before-1', ['epoch-3']],
  ['all, if that is forgotten', 'epoch-9', ['epoch-3']],
])('a client that comes back is told %s', async (_, lastId, ids) => {
  const { feed, client } = aFeed();
  for (const data of ['one', 'two', 'three']) feed.tell([{ type: 'trouble', data }]);
  const { readUntil, leave } = await client(lastId);
  const seen = await readUntil('epoch-3');
  expect([...seen.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(ids);
  await leave();
});

test('the dashboard works from the first client to the last', async () => {
  const { done, client } = aFeed();
  expect(done).toEqual([]);
  const [one, other] = [await client(), await client()];
  await one.leave();
  expect(done).toEqual(['begun']);
  await other.leave();
  expect(done).toEqual(['begun', 'ended']);
  await (await client()).leave();
  expect(done).toEqual(['begun', 'ended', 'begun', 'ended']);
});
