/** What the access token of the API may do, and its user. */
export interface Access {
  readonly name: string;
  readonly userId: number;
  readonly scopes: readonly string[];
  /** The day, `2027-01-31`; null for ever. */
  readonly expiresOn: string | null;
  readonly isAdmin: boolean;
  /** Of every project and group. https://docs.gitlab.com/api/access_requests/#valid-access-levels */
  readonly level: number;
  /** Of projects in which it is another. */
  readonly levelIn?: ReadonlyMap<number, number>;
  /** Protected branches of every project, each with the level that may push to it and merge; 0 is nobody's. */
  readonly protectedBranches?: ReadonlyMap<string, number>;
}

export const GUEST = 10;
export const REPORTER = 20;
export const DEVELOPER = 30;
export const MAINTAINER = 40;
export const OWNER = 50;

/** As GitLab protects the default branch of a new project. */
export const USUAL_BRANCHES: ReadonlyMap<string, number> = new Map([['main', MAINTAINER]]);

export const FULL_ACCESS: Access = {
  name: 'bastionless',
  userId: 1,
  scopes: ['api'],
  expiresOn: null,
  isAdmin: false,
  level: OWNER,
};
