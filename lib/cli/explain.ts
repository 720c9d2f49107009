import { paint } from './terminal/output.ts';

/** An error that says what to do next. */
export class Trouble extends Error {
  readonly todo: string;

  constructor(message: string, todo: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Trouble';
    this.todo = todo;
  }
}

/** The error for people: what went wrong in plain words, and what to do. Never a stack trace. Of a file, all that is wrong. */
export function explain(error: unknown): string {
  const { message, todo } = troubleOf(error);
  const lines = message.split('\n').map((line) => `${paint('red', 'error:')} ${line}`);
  return [...lines, ...(todo === '' ? [] : [`  ${todo}`])].join('\n');
}

/** What went wrong and what to do, of whatever was thrown; `todo` is empty where that is not known. */
export function troubleOf(error: unknown): Pick<Trouble, 'message' | 'todo'> {
  if (error instanceof Trouble) return error;
  const told = toldOf(error);
  const known = KNOWN.find(({ names, pattern }) => names?.includes(told.name) || pattern?.test(told.message));
  if (known === undefined) return { message: told.message, todo: '' };
  return { message: known.message?.(told) ?? told.message, todo: known.todo };
}

interface Told {
  readonly name: string;
  readonly message: string;
}

interface Known {
  readonly names?: readonly string[];
  readonly pattern?: RegExp;
  /** In place of the error's own words. */
  readonly message?: (told: Told) => string;
  readonly todo: string;
}

const LOG_IN =
  'Log in (`aws sso login`), or name a profile with AWS_PROFILE; `aws sts get-caller-identity` must answer.';

function ofProfile(): string {
  const { AWS_PROFILE } = process.env;
  return AWS_PROFILE ? ` of the profile ${AWS_PROFILE}` : '';
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html, and what the SDK itself says. */
const KNOWN: readonly Known[] = [
  {
    names: ['CredentialsProviderError'],
    // What the SDK and osls say of all places is only that there are none; of one place, why.
    message: ({ message }) =>
      /any providers|provider credentials not found/.test(message)
        ? `there are no AWS credentials${ofProfile()}.`
        : `there are no AWS credentials: ${message}`,
    todo: LOG_IN,
  },
  {
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
    message: () => 'the AWS credentials have expired.',
    todo: LOG_IN,
  },
  {
    names: [
      ...['InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure', 'InvalidAccessKeyId'],
      ...['SignatureDoesNotMatch', 'InvalidSignatureException'],
    ],
    message: ({ name }) => `AWS does not accept the credentials (${name}).`,
    todo: LOG_IN,
  },
  {
    names: ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'],
    message: ({ message }) => `AWS does not allow it: ${message}`,
    todo: 'Use credentials of one who may deploy the stack, or have this action allowed.',
  },
  {
    names: ['ThrottlingException', 'Throttling', 'RequestLimitExceeded', 'TooManyRequestsException'],
    message: () => 'AWS is asked too often right now.',
    todo: 'Run the command again in a minute.',
  },
  {
    pattern: /(ENOTFOUND|EAI_AGAIN) .*(amazonaws|\.api\.aws)/,
    message: ({ message }) =>
      `AWS cannot be reached from here: there is no host ${/(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(message)?.[1] ?? ''}.`,
    todo: 'Is the region right (--region), and is there a network?',
  },
  {
    // Of the SDK, for a connection or an answer that takes too long.
    names: ['TimeoutError'],
    message: () => 'AWS did not answer in time.',
    todo: 'Is there a network, and does a proxy or firewall let AWS through? Then run the command again.',
  },
  {
    pattern: /Region is missing/,
    message: () => 'the AWS region is not known.',
    todo: 'Give it with --region, or set AWS_REGION.',
  },
  {
    pattern: /^there is no file /,
    todo: 'Run the command where the file is, or name another.',
  },
  {
    pattern: /\bE[A-Z]+: .*, (open|write)\b/,
    todo: 'Is it a file that you may write, on a disk with room?',
  },
  {
    pattern: /GitLab answered 401/,
    message: () => 'GitLab does not accept the access token: it is wrong, has expired or was revoked.',
    todo: 'Make a new one in GitLab and run `bastionless init` with it.',
  },
  {
    pattern: /insufficient_scope/,
    todo: 'The access token lacks a scope: `bastionless doctor` says which.',
  },
  {
    pattern: /GitLab did not answer/,
    todo: 'Is that the address of GitLab (--url, or url in config.toml), and can it be reached from here?',
  },
];

function toldOf(error: unknown): Told {
  if (!(error instanceof Error)) return { name: '', message: String(error) };
  const { code } = error as NodeJS.ErrnoException;
  // A connection that was refused on several addresses has no message of its own.
  const message = error.message === '' ? String(code ?? error.name) : error.message;
  return { name: error.name, message };
}
