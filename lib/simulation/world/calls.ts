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

/** The port, with each call of a method of it, and of the ports in it, through the carrier. All methods answer with promises. */
export function carried<T extends object>(target: T, caller: string, port: string, carry: Carrier): T {
  const known = knownOf(carry, target);
  const key = `${caller} ${port}`;
  if (!known.has(key)) known.set(key, newlyCarried(target, caller, port, carry));
  return known.get(key) as T;
}

/** A carrier that serves many processes carries a port for all of them. */
const knownBy = new WeakMap<Carrier, WeakMap<object, Map<string, object>>>();

function knownOf(carry: Carrier, target: object): Map<string, object> {
  const ofCarrier = knownBy.get(carry) ?? new WeakMap<object, Map<string, object>>();
  const known = ofCarrier.get(target) ?? new Map<string, object>();
  knownBy.set(carry, ofCarrier.set(target, known));
  return known;
}

function newlyCarried<T extends object>(target: T, caller: string, port: string, carry: Carrier): T {
  const parts = new Map<string | symbol, unknown>();
  const partOf = (name: string | symbol): unknown => {
    const part: unknown = Reflect.get(target, name, target);
    if (typeof part === 'function') {
      return (...args: unknown[]) =>
        carry({ caller, port, method: String(name), args }, () => Reflect.apply(part, target, args));
    }
    const isPort = typeof part === 'object' && part !== null;
    return isPort ? carried(part, caller, `${port}.${String(name)}`, carry) : part;
  };
  return new Proxy(target, {
    get: (_, name) => {
      if (!parts.has(name)) parts.set(name, partOf(name));
      return parts.get(name);
    },
  });
}
