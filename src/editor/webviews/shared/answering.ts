import { isPageRequest, type Method, type PageContract, type PageReply, type ParamGuards, type Params, type Result } from '../../../protocol';
import { toErrorDocument } from '../../../core/deployment/errorDocument';

/** One handler a method. */
export type Handlers<C extends PageContract> = { readonly [M in Method<C>]: (params: Params<C, M>) => Result<C, M> | Promise<Result<C, M>> };

export interface Answering<C extends PageContract> {
  readonly guards: ParamGuards<C>;
  readonly handlers: Handlers<C>;
  /** Gets every error a handler threw, and every message that was no request. */
  readonly report: (what: string, error?: unknown) => void;
}

/** Answers one message of a page: exactly one reply for each request, undefined for anything that is none. */
export async function answer<C extends PageContract>(message: unknown, { guards, handlers, report }: Answering<C>): Promise<PageReply | undefined> {
  if (!isPageRequest(message)) { report('A page sent something that is no request.'); return undefined; }
  const { id, method } = message;
  const refuse = (code: string, text: string): PageReply => { report(text); return { kind: 'reply', id, error: { code, message: text } }; };
  if (!Object.hasOwn(handlers, method)) return refuse('Page.UnknownMethod', `A page asked for "${method}", which does not exist.`);
  const name = method as Method<C>;
  const isParams: (params: unknown) => boolean = guards[name];
  if (!isParams(message.params)) return refuse('Page.BadParams', `A page asked for "${method}" with parameters of another shape.`);
  try {
    const result = await handlers[name](message.params as Params<C, typeof name>);
    return { kind: 'reply', id, ...(result === undefined ? {} : { result }) };
  } catch (error) {
    report(`"${method}" failed.`, error);
    const { code, message: text, nextStep } = toErrorDocument(error);
    return { kind: 'reply', id, error: { code, message: text, ...(nextStep ? { nextStep } : {}) } };
  }
}
