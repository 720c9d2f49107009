import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { despiteRefusals } from '../../../../lib/aws/ec2/despite-refusals.ts';
import { times } from '../../../builders/state.ts';

function anError(name: string, message = name, status = 403): EC2ServiceException {
  return new EC2ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: status } });
}

/** EC2 under a role bound to a tag: it does nothing at all if it is asked for one that it does not know, or may not end. */
function boundToTag({ known, forbidden = [] }: { known: readonly string[]; forbidden?: readonly string[] }) {
  const done: string[] = [];
  const calls: number[] = [];
  return {
    done,
    calls,
    call: async (ids: readonly string[]): Promise<void> => {
      calls.push(ids.length);
      if (ids.some((id) => !known.includes(id) || forbidden.includes(id)))
        throw anError(
          'UnauthorizedOperation',
          'You are not authorized. Encoded authorization failure message: AbC-1',
        );
      done.push(...ids);
    },
    whatIsLeft: async (ids: readonly string[]) => ids.filter((id) => known.includes(id)),
  };
}

test('what EC2 has forgotten is left out, and the others are dealt with', async () => {
  const ec2 = boundToTag({ known: ['i-0a', 'i-0b'] });
  expect(await despiteRefusals(['i-0a', 'i-01', 'i-0b', 'i-02'], ec2)).toEqual([]);
  expect(ec2.done).toEqual(['i-0a', 'i-0b']);
  expect(ec2.calls).toEqual([4, 2]);
});

test('nothing is left to do if EC2 knows none of them', async () => {
  const ec2 = boundToTag({ known: [] });
  expect(await despiteRefusals(['i-01', 'i-02'], ec2)).toEqual([]);
  expect(ec2.calls).toEqual([2]);
});

test('one that is refused stands alone in the end, with EC2’s reason and no ciphertext', async () => {
  const ids = times(100, (number) => `i-${number}`);
  const ec2 = boundToTag({ known: ids, forbidden: ['i-37'] });
  expect(await despiteRefusals(ids, ec2)).toEqual([
    { id: 'i-37', reason: 'UnauthorizedOperation: You are not authorized.' },
  ]);
  expect(ec2.done.toSorted()).toEqual(ids.filter((id) => id !== 'i-37').toSorted());
  expect(ec2.calls.length).toBeLessThan(20);
});

test('where nothing says what is there, what EC2 does not know is found by itself', async () => {
  const done: string[] = [];
  const call = async (ids: readonly string[]) => {
    if (ids.includes('sir-2')) throw anError('InvalidSpotInstanceRequestID.NotFound', 'not there', 400);
    done.push(...ids);
  };
  expect(await despiteRefusals(['sir-1', 'sir-2', 'sir-3'], { call })).toEqual([]);
  expect(done).toEqual(['sir-1', 'sir-3']);
});

test('EC2 is not called for nothing', async () => {
  await despiteRefusals([], { call: () => Promise.reject(new Error('called')) });
});

test.each([
  ['busy', anError('RequestLimitExceeded', 'later', 503)],
  ['not there', new TypeError('fetch failed')],
])('an EC2 that is %s has refused nothing: its error is thrown', async (_, error) => {
  await expect(despiteRefusals(['i-01'], { call: () => Promise.reject(error) })).rejects.toBe(error);
});
