import type { PortCall } from '../../lib/simulation/world/calls.ts';

/** As lib/aws/ec2/ec2.ts batches instance ids. */
const BATCH = 100;

/** Requests of EC2's API that lib/aws/ec2/ec2.ts makes for a call of the port: after a fleet it asks for its instances. */
export function ec2RequestsOf({ method, args: [first] }: PortCall): number {
  if (method === 'launch') return 2;
  return Array.isArray(first) ? Math.ceil(first.length / BATCH) : 1;
}
