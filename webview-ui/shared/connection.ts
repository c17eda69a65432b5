import { isExtensionMessage, type Method, type PageContract, type PageError, type Params, type Result, type Topic } from '../../src/protocol';

/** A refusal of the extension; `code` as in the protocol. */
export class PageRequestError extends Error {
  constructor(readonly error: PageError) { super(error.message); this.name = 'PageRequestError'; }
}

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: PageRequestError) => void };

/** The page's end of the line: typed requests out, snapshots in. */
export class Connection<C extends PageContract> {
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, (value: unknown) => void>();
  #lastId = 0;

  constructor(private readonly post: (message: unknown) => void) {}

  request<M extends Method<C>>(method: M, ...[params]: Params<C, M> extends undefined ? [] : [Params<C, M>]): Promise<Result<C, M>> {
    const id = ++this.#lastId;
    return new Promise<Result<C, M>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.post({ kind: 'request', id, method, params });
    });
  }

  onPush<T extends Topic<C>>(topic: T, listener: (value: C['pushes'][T]) => void): void {
    this.#listeners.set(topic, listener as (value: unknown) => void);
  }

  /** Takes one message of the window; anything that is not ours is left alone. */
  receive(message: unknown): void {
    if (!isExtensionMessage(message)) return;
    if (message.kind === 'push') { this.#listeners.get(message.topic)?.(message.value); return; }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new PageRequestError(message.error));
    else waiting?.resolve(message.result);
  }
}
