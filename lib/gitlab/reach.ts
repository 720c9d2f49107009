import { type Connection, requester } from './request.ts';

/** `ahead`: seconds by which GitLab's clock is ahead of ours. */
export type Reached = { readonly trouble: string } | { readonly ahead: number };

/** Whether GitLab answers and takes the token; else what it said, or why it could not be reached. */
export async function reach(connection: Connection): Promise<Reached> {
  try {
    const answer = await requester(connection)({ method: 'GET', path: '/version' });
    return answer === undefined
      ? { trouble: 'there is no API of GitLab: is the url right?' }
      : { ahead: answer.ahead };
  } catch (error) {
    return { trouble: (error as Error).message };
  }
}
