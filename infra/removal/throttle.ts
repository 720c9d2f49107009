import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  type LambdaClientConfig,
  PutFunctionConcurrencyCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { Launching } from './stop-launches.ts';

/**
 * Functions with a concurrency of zero are not invoked: the stream waits for them, and nothing else does. Zero
 * can be reserved in every account, however small its quota.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export function throttle(config: LambdaClientConfig, functions: readonly string[]): Launching['functions'] {
  const client = new LambdaClient(config);
  /** All have been changed, or refused to be, before the first refusal is thrown: what undoes it comes after. */
  const each = async (change: (FunctionName: string) => Promise<unknown>): Promise<void> => {
    const changes = await Promise.allSettled(functions.map((name) => change(name).catch(unlessGone)));
    for (const one of changes) if (one.status === 'rejected') throw one.reason;
  };
  return {
    stop: () =>
      each((FunctionName) =>
        client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })),
      ),
    start: () => each((FunctionName) => client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))),
  };
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ResourceNotFoundException)) throw error;
}
