/**
 * What travels between the extension and a page. A page sends requests; the extension answers each with exactly one reply
 * and pushes snapshots whenever the thing shown has changed. Everything is a plain JSON value.
 */
export interface PageRequest { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params?: unknown }
export interface PageReply { readonly kind: 'reply'; readonly id: number; readonly result?: unknown; readonly error?: PageError }
/** A whole new snapshot; the page throws the old one away. */
export interface PagePush { readonly kind: 'push'; readonly topic: string; readonly value: unknown }
export type ExtensionMessage = PageReply | PagePush;

/** `code` is stable: one of our error codes, `Page.UnknownMethod`, `Page.BadParams`, `Page.Closed` or `Cancelled`. */
export interface PageError { readonly code: string; readonly message: string; readonly nextStep?: string }

/** The shape of every page's map: what can be asked, and what is pushed. */
export interface PageContract {
  readonly requests: Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;
  readonly pushes: Readonly<Record<string, unknown>>;
}

export type Method<C extends PageContract> = keyof C['requests'] & string;
export type Params<C extends PageContract, M extends Method<C>> = C['requests'][M]['params'];
export type Result<C extends PageContract, M extends Method<C>> = C['requests'][M]['result'];
export type Topic<C extends PageContract> = keyof C['pushes'] & string;

/** One guard a method: true when `params` has the shape the method promises. */
export type ParamGuards<C extends PageContract> = { readonly [M in Method<C>]: (params: unknown) => params is Params<C, M> };

export function isPageRequest(value: unknown): value is PageRequest {
  return isRecord(value) && value.kind === 'request' && Number.isSafeInteger(value.id) && typeof value.method === 'string';
}

export function isExtensionMessage(value: unknown): value is ExtensionMessage {
  if (!isRecord(value)) return false;
  if (value.kind === 'push') return typeof value.topic === 'string';
  return value.kind === 'reply' && Number.isSafeInteger(value.id) && (value.error === undefined || isPageError(value.error));
}

export function isPageError(value: unknown): value is PageError {
  return isRecord(value) && typeof value.code === 'string' && typeof value.message === 'string';
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
