import type { Serverless } from './serverless.ts';

/** A function that is deployed alone keeps its role: the command cannot resolve what serverless.yml says of it. */
export function keepRole({ service }: Pick<Serverless, 'service'>, name: string): void {
  const { Configuration } = service.provider.remoteFunctionData;
  service.getFunction(name).role = Configuration.Role;
}
