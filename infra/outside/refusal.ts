const FORBIDDEN = /^(UnauthorizedOperation|AccessDenied)/;

export interface Wanted {
  /** As in "to find … takes the permissions". */
  readonly what: string;
  readonly permissions: string;
  /** What else may be done. */
  readonly instead: string;
}

/** What AWS answered when it was asked for something, as an error that says what to do. */
export function explained(error: Error, { what, permissions, instead }: Wanted): Error {
  if (!FORBIDDEN.test(error.name)) return new Error(`looking for ${what}: ${error.name}: ${error.message}`);
  return new Error(`to find ${what} takes the permissions ${permissions}: grant them, or ${instead}`);
}
