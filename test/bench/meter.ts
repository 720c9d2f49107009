import type { Ec2 } from '../../lib/scaler/ports/ec2.ts';
import { carried, type PortCall } from '../../lib/simulation/world/calls.ts';
import { latencyOf } from '../../lib/simulation/world/latency.ts';
import type { TableUse } from './dynamodb-meter.ts';
import { ec2RequestsOf } from './ec2-requests.ts';

/** What was used, by service. */
export interface Use {
  readonly table: TableUse;
  /** Calls of EC2's API. */
  ec2Calls: number;
  /** Calls of GitLab's API by the functions: not those of machines. */
  gitlabCalls: number;
  wakeUps: number;
  wakeUpSeconds: number;
  /** Machines that have booted. */
  machines: number;
  readonly functions: Map<string, FunctionUse>;
}

interface FunctionUse {
  invocations: number;
  /** What it took here, and what the calls of EC2 and GitLab take on their way. */
  ms: number;
}

/** Counts what the functions use, and how long they take. */
export class Meter {
  readonly use: Use;
  /** Milliseconds that calls would have taken on their way. */
  #waits = 0;

  constructor(table: TableUse) {
    this.use = {
      table,
      ec2Calls: 0,
      gitlabCalls: 0,
      wakeUps: 0,
      wakeUpSeconds: 0,
      machines: 0,
      functions: new Map(),
    };
  }

  async invoke<T>(name: string, run: () => Promise<T>): Promise<T> {
    const { functions } = this.use;
    const start = performance.now();
    const waitedBefore = this.#waits;
    try {
      return await run();
    } finally {
      const used = functions.get(name) ?? { invocations: 0, ms: 0 };
      const ms = performance.now() - start + (this.#waits - waitedBefore);
      functions.set(name, { invocations: used.invocations + 1, ms: used.ms + ms });
    }
  }

  /** The same EC2, called by that function. */
  ec2(ec2: Ec2, caller: string, onCall: (call: PortCall) => void = () => undefined): Ec2 {
    return carried(ec2, caller, 'ec2', (call, perform) => {
      onCall(call);
      this.use.ec2Calls += ec2RequestsOf(call);
      this.#wait(call);
      return perform();
    });
  }

  /** A call of GitLab's API is about to be made. */
  gitlabCall(): void {
    this.use.gitlabCalls += 1;
    this.#wait({ port: 'gitlab', method: '', caller: '', args: [] });
  }

  /** One has come, which was asked for by a call that took its time. */
  wakeUp(waited: number): void {
    this.use.wakeUps += 1;
    this.use.wakeUpSeconds += waited;
    this.#wait({ port: 'wakeUps', method: '', caller: '', args: [] });
  }

  #wait(call: PortCall): void {
    this.#waits += latencyOf(call) * 1000;
  }
}
