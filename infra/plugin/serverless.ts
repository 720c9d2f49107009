/** What the plugin needs of the command; it has no types of its own. */
export interface Serverless {
  readonly serviceDir: string;
  readonly processedInput: {
    readonly commands: readonly string[];
    readonly options: { readonly param?: readonly string[] };
  };
  /** What serverless.yml says, as it is read. */
  readonly configurationInput: {
    readonly params?: { readonly default?: Readonly<Record<string, unknown>> };
  };
  /** What it tells at the end, by section. */
  readonly serviceOutputs: Map<string, string | readonly string[]>;
  readonly service: {
    readonly provider: {
      readonly compiledCloudFormationTemplate: Template;
      /** Where one function is deployed alone: what AWS says of it. */
      readonly remoteFunctionData: { readonly Configuration: { readonly Role: string } };
    };
    readonly functions: Readonly<Record<string, ServerlessFunction>>;
    getFunction(name: string): ServerlessFunction;
    readonly custom: {
      readonly scaler: string;
      readonly gitlabToken: string;
      readonly runningJobs: string;
      readonly api: string;
      readonly subnets: string;
      readonly securityGroups: string;
      readonly permissionsBoundary: string;
      readonly isProtected: boolean;
    };
  };
  getProvider(name: 'aws'): {
    /** The region and the credentials that the command itself uses. */
    getAwsSdkV3Config(): Promise<{ readonly region: string }>;
  };
}

interface ServerlessFunction {
  readonly name: string;
  /** The module, then the function in it: `functions/lambda/webhook.handler`. */
  readonly handler: string;
  role: unknown;
  /** A zip that is there already. */
  package?: { readonly artifact?: string };
}

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
}

/** How the command speaks to people. */
export interface Output {
  readonly log: {
    notice(text: string): void;
    warning(text: string): void;
    info(text: string): void;
  };
  readonly progress: { get(name: string): { notice(text: string): void } };
}
