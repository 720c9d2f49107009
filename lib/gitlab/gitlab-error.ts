/** What was asked of GitLab. */
export interface Asked {
  readonly method: string;
  /** Below /api/v4, with its query. */
  readonly path: string;
}

/** A call of GitLab's API that failed. Never holds the token; its message leaves the query out. */
export class GitLabError extends Error {
  readonly method: string;
  readonly path: string;
  /** The HTTP status; undefined if GitLab did not answer. */
  readonly status: number | undefined;

  constructor({ method, path }: Asked, status: number | undefined, told: string) {
    const [resource] = path.split('?');
    super(`${method} ${resource}: ${status === undefined ? told : `GitLab answered ${status}: ${told}`}`);
    this.name = 'GitLabError';
    this.method = method;
    this.path = path;
    this.status = status;
  }
}
