import { restOf } from '../../../../lib/simulation/gitlab/rest/rest.ts';
import { aGitLab } from './a-gitlab.ts';

/** GitLab with so many projects more in group 7, from id 1001 on. */
function lister(projects = 0) {
  const { gitlab } = aGitLab();
  for (let index = 1; index <= projects; index += 1)
    gitlab.projects.add({ id: 1000 + index, path: `acme/${index}`, groupId: 7 });
  const rest = restOf(gitlab);
  return (path: string, query: string) => {
    const { json, headers = {} } = rest({
      ...{ method: 'GET', path, body: {} },
      query: new URLSearchParams(query),
    });
    return { ids: (json as { id: number }[]).map(({ id }) => id), headers };
  };
}

const KEYSET = 'pagination=keyset&order_by=id&sort=asc&per_page=2';

test('the list of all projects goes on after the last id, and says where', () => {
  const list = lister(3);
  const { ids, headers } = list('/projects', `${KEYSET}&id_after=381`);
  expect(ids).toEqual([1001, 1002]);
  expect(headers['link']).toMatch(/^<https:.*\/api\/v4\/projects\?.*id_after=1002>; rel="next"$/);
  expect(headers).not.toHaveProperty('x-next-page');
  expect(list('/projects', `${KEYSET}&id_after=1002`)).toEqual({ ids: [1003], headers: {} });
});

test('that of a group heeds no keyset: it pages by number', () => {
  const { ids, headers } = lister(3)('/groups/7/projects', `${KEYSET}&id_after=1001`);
  expect(ids).toEqual([380, 1001]);
  expect(headers).toMatchObject({ 'x-next-page': '2' });
});

test.each([
  ['/projects', 'pagination=keyset&order_by=last_activity_at', '405 Keyset pagination is not yet available'],
  ['/projects', 'order_by=id&page=501&per_page=100', '405 Offset pagination has a maximum allowed offset'],
  ['/projects', 'order_by=activity', '400 order_by does not have a valid value'],
  ['/groups/7/projects', 'order_by=id&sort=up', '400 sort does not have a valid value'],
])('GitLab refuses %s?%s', (path, query, refusal) => {
  expect(() => lister()(path, query)).toThrow(refusal);
});
