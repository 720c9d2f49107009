import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { WakeUps } from '../scaler/ports/wake-ups.ts';

interface WakeUpOptions {
  readonly client: SFNClient;
  /** The ARN of the state machine of infra/wake-ups.yml. */
  readonly stateMachine: string;
}

/** By an execution of a state machine that waits, and writes the tick. Step Functions reads whole seconds. */
export function openWakeUps({ client, stateMachine: stateMachineArn }: WakeUpOptions): WakeUps {
  return {
    async wakeAt(at) {
      const second = Math.ceil(at);
      const input = JSON.stringify({ until: new Date(second * 1000).toISOString(), at: String(second) });
      await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    },
  };
}
