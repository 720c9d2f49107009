/** One call of GitLab's REST API, below /api/v4. */
export interface RestCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of JSON or a form. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RestAnswer {
  readonly status: number;
  /** None: an answer without a body. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a call. `ids` are the numbers in its path. Throws RestRefusal. */
type Handler = (call: RestCall, ...ids: readonly number[]) => RestAnswer;

export interface Route {
  readonly method: string;
  /** `/projects/:id/jobs`, where `:id` stands for a number. */
  readonly path: string;
  /** The token must have one of them. https://docs.gitlab.com/user/profile/personal_access_tokens/ */
  readonly scopes: readonly string[];
  readonly answer: Handler;
}

export const READ = ['api', 'read_api'];
export const RUNNERS = ['api', 'manage_runner'];
export const WRITE = ['api'];

/** GitLab's "no", in its own words. */
export class RestRefusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(`${status} ${message}`);
    this.status = status;
    this.headers = headers;
  }
}

/** The token itself may do too little. */
export class InsufficientScope extends RestRefusal {
  readonly scope: string;

  constructor(scope: string) {
    super(403, 'insufficient_scope');
    this.scope = scope;
  }
}

/** https://docs.gitlab.com/api/rest/#status-codes */
export function bodyOf(refusal: RestRefusal): object {
  if (!(refusal instanceof InsufficientScope)) return { message: refusal.message };
  const error_description = 'The request requires higher privileges than provided by the access token.';
  return { error: 'insufficient_scope', error_description, scope: refusal.scope };
}
