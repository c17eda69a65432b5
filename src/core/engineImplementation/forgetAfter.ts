/** Names of the methods of a service that end later. */
export type AsyncMethod<T> = { [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? K : never }[keyof T];

/**
 * The service itself, with answers of the evidence forgotten whenever one of `methods` has ended, whichever way it ended: half of a change is a change, too.
 * Whoever calls the service, from a command, a page or an action, the next check asks anew.
 */
export function forgetAfter<T extends object>(service: T, forget: () => Promise<void>, methods: readonly AsyncMethod<T>[]): T {
  for (const name of methods) {
    const act = service[name] as (...args: readonly unknown[]) => Promise<unknown>;
    const changed = async (...args: readonly unknown[]): Promise<unknown> => {
      try { return await act.apply(service, [...args]); } finally { await forget(); }
    };
    Object.defineProperty(service, name, { value: changed });
  }
  return service;
}
