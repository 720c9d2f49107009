import { readFile } from 'node:fs/promises';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type DeployedBundle, type Invoked, startBundle, unpack } from './bundle.ts';
import type { AwsCall, RecordingProxy } from './recording-proxy.ts';

/** The code of a stage's functions, which can be called, and what it asks AWS for. */
export class DeployedFunctions {
  readonly client = new LambdaClient();
  readonly #scaler: string;
  readonly #folder: string;
  readonly #proxy: RecordingProxy;
  readonly #bundles = new Map<string, DeployedBundle>();

  /**
   * @param folder where the project is deployed from
   * @param proxy between the functions and moto
   */
  constructor(scaler: string, folder: string, proxy: RecordingProxy) {
    this.#scaler = scaler;
    this.#folder = folder;
    this.#proxy = proxy;
  }

  /** Calls the deployed code, with the variables that Lambda has for it; what it asks AWS for is noted. */
  async invoke(name: string, event: unknown): Promise<Invoked> {
    const bundle = this.#bundles.get(name) ?? (await this.#start(name));
    this.#bundles.set(name, bundle);
    return bundle.invoke(event);
  }

  /** What functions asked AWS for since this was last asked. */
  callsTaken(): readonly AwsCall[] {
    return this.#proxy.taken();
  }

  /** The code of a function as it was deployed last. */
  async bundleText(name: string): Promise<string> {
    return readFile(await unpack(this.#folder, name), 'utf8');
  }

  /** The variables that Lambda has for a function. */
  async variablesOf(name: string): Promise<Readonly<Record<string, string>>> {
    const FunctionName = `${this.#scaler}-${name}`;
    const { Environment } = await this.client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = process.env;
    return {
      ...Environment?.Variables,
      ...{ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL: this.#proxy.url },
    };
  }

  async #start(name: string): Promise<DeployedBundle> {
    return startBundle(this.#folder, name, await this.variablesOf(name));
  }

  /** Ends those that run: the next call starts what is deployed by then. */
  async end(): Promise<void> {
    await Promise.all([...this.#bundles.values()].map((bundle) => bundle.close()));
    this.#bundles.clear();
  }

  async close(): Promise<void> {
    await this.end();
    this.#proxy.close();
    this.client.destroy();
  }
}
