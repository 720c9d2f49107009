/** One call of a port, on its way. */
export interface PortCall {
  /** `webhook`, `register`, `ec2-events`, `schedule` or `reconcile`. */
  readonly caller: string;
  /** `store`, `store.machines`, `ec2`, `gitlab`, … */
  readonly port: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Brings a call about, or not, and its answer back, or not. */
export type Carrier = (call: PortCall, perform: () => Promise<unknown>) => Promise<unknown>;

/** The port, with each call of a method of it, and of the ports in it, through the carrier. */
export function carried<T extends object>(target: T, caller: string, port: string, carry: Carrier): T {
  return new Proxy(target, {
    get: (_, name) => {
      const part: unknown = Reflect.get(target, name, target);
      if (typeof part === 'function') {
        return (...args: unknown[]) =>
          carry({ caller, port, method: String(name), args }, async () => Reflect.apply(part, target, args));
      }
      return typeof part === 'object' && part !== null
        ? carried(part, caller, `${port}.${String(name)}`, carry)
        : part;
    },
  });
}
