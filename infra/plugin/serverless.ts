/** What the plugin needs of the command; it has no types of its own. */
export interface Serverless {
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
    readonly provider: { readonly compiledCloudFormationTemplate: Template };
    readonly functions: Readonly<
      Record<string, { readonly name: string; readonly package?: { readonly artifact?: string } }>
    >;
    readonly custom: {
      readonly scaler: string;
      readonly gitlabToken: string;
      readonly runningJobs: string;
      readonly api: string;
      readonly subnets: string;
      readonly securityGroups: string;
      readonly isProtected: boolean;
    };
  };
  getProvider(name: 'aws'): {
    /** The region and the credentials that the command itself uses. */
    getAwsSdkV3Config(): Promise<{ readonly region: string }>;
  };
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
