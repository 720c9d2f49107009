import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { WakeUps } from '../scaler/ports/wake-ups.ts';

interface WakeUpOptions {
  readonly client: SFNClient;
  /** The ARN of the state machine of infra/wake-ups.yml. */
  readonly stateMachine: string;
}

/**
 * By an execution of a state machine that waits, and writes the tick. Each has its second as its name, so that asking
 * twice makes one.
 */
export function openWakeUps({ client, stateMachine: stateMachineArn }: WakeUpOptions): WakeUps {
  return {
    async wakeAt(at) {
      const second = Math.ceil(at);
      const input = JSON.stringify({ until: new Date(second * 1000).toISOString(), at: String(second) });
      await unlessItExists(
        client.send(new StartExecutionCommand({ stateMachineArn, name: `wake-${second}`, input })),
      );
    },
  };
}

/** One of that name has been there and has ended. */
async function unlessItExists(started: Promise<unknown>): Promise<void> {
  try {
    await started;
  } catch (error) {
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
  }
}
