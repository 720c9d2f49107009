import { randomUUID } from 'node:crypto';
import {
  type CreateFleetCommandInput,
  EC2Client,
  EC2ServiceException,
  type ServiceOutputTypes,
} from '@aws-sdk/client-ec2';
import { completeMoto } from './complete.ts';

interface Call {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What becomes of a call instead: `ask` asks EC2 with an input. */
type Fault = (ask: (input: object) => Promise<object>, input: object) => Promise<object>;

/** moto, where the next call of a kind fails as it is told to, inside the SDK and before its answer is ours. */
export class FailingEc2 {
  readonly client = new EC2Client({});
  /** What was asked, in its order, whatever came of it. */
  readonly calls: Call[] = [];
  readonly #faults = new Map<string, Fault[]>();

  constructor() {
    completeMoto(this.client);
    this.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const command = commandName.replace(/Command$/, '');
          this.calls.push({ command, input: args.input as Call['input'] });
          const fault = this.#faults.get(command)?.shift();
          if (fault === undefined) return next(args);
          const ask = async (input: object) => (await next({ ...args, input })).output as object;
          return { output: (await fault(ask, args.input)) as ServiceOutputTypes, response: {} };
        },
      { step: 'initialize', priority: 'high', name: 'failingEc2' },
    );
  }

  /** The next calls of that command fail, one after the other. */
  fail(command: string, ...faults: readonly Fault[]): void {
    this.#faults.set(command, [...(this.#faults.get(command) ?? []), ...faults]);
  }

  callsOf(command: string): readonly Call[] {
    return this.calls.filter((call) => call.command === command);
  }
}

/** What is not allowed is told with the reason, in a ciphertext that is another each time. */
const messageOf = (code: string): string =>
  code === 'UnauthorizedOperation'
    ? `what ${code} says. Encoded authorization failure message: ${randomUUID()}`
    : `what ${code} says`;

/** EC2 refuses, and does nothing. */
export const refused =
  (code: string, httpStatusCode = 400): Fault =>
  () =>
    Promise.reject(
      new EC2ServiceException({
        name: code,
        message: messageOf(code),
        $fault: httpStatusCode < 500 ? 'client' : 'server',
        $metadata: { httpStatusCode },
      }),
    );

/** EC2 does it, and nobody hears of it. */
export const unheard: Fault = async (ask, input) => {
  await ask(input);
  throw new Error('socket hang up');
};

/** A fleet gets so many machines, and says why there are no more. */
export const filledWith =
  (count: number, ErrorCode: string): Fault =>
  async (ask, input) => {
    const Errors = [1, 2].map(() => ({ ErrorCode, ErrorMessage: messageOf(ErrorCode) }));
    if (count === 0) return { Instances: [], Errors };
    const { TargetCapacitySpecification: asked } = input as CreateFleetCommandInput;
    const less = { ...input, TargetCapacitySpecification: { ...asked, TotalTargetCapacity: count } };
    return { ...(await ask(less)), Errors };
  };

/** EC2 does not show yet what there is. */
export const showingNothing: Fault = async () => ({ Reservations: [] });
