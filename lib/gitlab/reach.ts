import { type Connection, requester } from './request.ts';

/** Undefined if GitLab answers and takes the token, else what it said, or why it could not be reached. */
export async function gitlabTrouble(connection: Connection): Promise<string | undefined> {
  try {
    const answer = await requester(connection)({ method: 'GET', path: '/version' });
    return answer === undefined ? 'there is no API of GitLab: is the url right?' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
