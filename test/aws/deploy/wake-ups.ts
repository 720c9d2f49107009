import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { createTable } from '../../../lib/aws/dynamodb/create-table.ts';
import { openWakeUps } from '../../../lib/aws/wake-ups.ts';
import { VERSION } from '../../../lib/config/version.ts';
import { spawnMoto } from '../moto/setup.js';
import type { DeployedStage } from './deployed-stage.ts';

/** What was deployed for wake-ups, on a moto of its own that runs state machines, which the shared one does not. */
export function wakesAtATime(of: () => DeployedStage): void {
  describe('a wake-up', () => {
    let moto: ChildProcess;
    let sfn: SFNClient;
    let dynamodb: DynamoDBClient;
    let stateMachine: string;

    beforeAll(async () => {
      const spawned = await spawnMoto();
      moto = spawned.moto;
      await fetch(`${spawned.url}/moto-api/config`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
      });
      sfn = new SFNClient({ endpoint: spawned.url });
      dynamodb = new DynamoDBClient({ endpoint: spawned.url });
      await createTable(dynamodb, of().stack.tableName);
      const { DefinitionString: definition } = of().stack.propertiesOf('WakeUps') as {
        DefinitionString: string;
      };
      const roleArn = 'arn:aws:iam::123456789012:role/wake-ups';
      const made = await sfn.send(new CreateStateMachineCommand({ name: 'wake-ups', definition, roleArn }));
      stateMachine = made.stateMachineArn ?? '';
    });
    afterAll(async () => {
      sfn.destroy();
      dynamodb.destroy();
      moto.kill('SIGKILL');
      await once(moto, 'exit');
    });

    const tick = async () => {
      const Key = { pk: { S: 'active' }, sk: { S: 'tick' } };
      return (await dynamodb.send(new GetItemCommand({ TableName: of().stack.tableName, Key }))).Item;
    };

    test('writes a tick as the schedule does when its second has come', async () => {
      const at = Math.ceil(Date.now() / 1000) + 1.5;
      await openWakeUps({ client: sfn, stateMachine }).wakeAt(at);
      // moto has better to do meanwhile than to be asked.
      while ((await tick()) === undefined) await setTimeout(100);
      // moto counts whole seconds, and so may be early by part of one.
      expect(Date.now() / 1000).toBeGreaterThan(at - 1);
      expect(await tick()).toMatchObject({
        ...{ writer: { S: 'schedule' }, version: { S: VERSION } },
        at: { N: String(Math.ceil(at)) },
      });
    });
  });
}
