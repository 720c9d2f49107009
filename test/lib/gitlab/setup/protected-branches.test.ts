import { mayRetryOn } from '../../../../lib/gitlab/setup/protected-branches.ts';

const user = { id: 7, level: 40 };

test.each([
  ['its level may', [{ access_level: 40 }], true],
  ['a higher one may', [{ access_level: 60 }], false],
  ['nobody may', [{ access_level: 0 }], false],
  ['one of two ways is enough', [{ access_level: 0 }, { access_level: 30 }], true],
  ['it is named', [{ access_level: 40, user_id: 7 }], true],
  ['another is named', [{ access_level: 40, user_id: 8 }], false],
  ['a group is named, which may be its own', [{ access_level: 40, group_id: 3 }], true],
  ['no way is open', [], false],
])('where %s', (_, allowed, may) => {
  expect(mayRetryOn({ name: 'main', allowed }, user)).toBe(may);
});
