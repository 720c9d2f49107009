import { callerOf } from '../../../functions/runtime/caller.ts';

const ROLES = ['AROAMACHINE', 'AROAOTHER'];

/** What API Gateway says of a request that was signed by the user, or the session of a role. */
const signedAs = (userId: string | undefined) => ({ requestContext: { authorizer: { iam: { userId } } } });

test.each<[string, string | undefined, readonly string[] | undefined, string]>([
  ['a machine', 'AROAMACHINE:i-0123456789abcdef0', ROLES, 'i-0123456789abcdef0'],
  ['one of an old id', 'AROAOTHER:i-01234567', ROLES, 'i-01234567'],
  ['one where there are no roles', 'local:i-01234567', undefined, 'i-01234567'],
  [
    'another role’s session that calls itself one',
    'AROATHIEF:i-01234567',
    ROLES,
    'not with the role of a machine',
  ],
  ['a session of another name', 'AROAMACHINE:somebody', ROLES, 'not an instance of EC2'],
  ['one whose name goes on', 'AROAMACHINE:i-01234567 and more', ROLES, 'not an instance of EC2'],
  ['a session of a session', 'AROATHIEF:AROAMACHINE:i-01234567', ROLES, 'not an instance of EC2'],
  ['a user', 'AIDAUSER', ROLES, 'not an instance of EC2'],
  ['nobody', undefined, ROLES, 'not an instance of EC2'],
])('%s', (_, userId, roles, expected) => {
  const caller = callerOf(signedAs(userId), roles);
  expect(caller.kind === 'Machine' ? caller.instanceId : caller.why).toBe(expected);
});

test('nor is a request that the authorizer has not seen a machine’s', () => {
  expect(callerOf({ requestContext: {} })).toMatchObject({ kind: 'Refused' });
});
