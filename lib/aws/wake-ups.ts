import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { WakeUps } from '../scaler/ports/wake-ups.ts';
import { isoTime } from '../scaler/state/time.ts';

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
      const input = JSON.stringify({ until: isoTime(second), at: String(second) });
      await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    },
  };
}
