import { scopeParts } from '../resourceId';

type Kind = 'reads' | 'writes' | 'deletes';

/** Tokens that a principal has per subscription, and how many come back each second. @see Azure Resource Manager, throttling limits for the public cloud */
const buckets: Readonly<Record<Kind, { readonly size: number; readonly perSecond: number }>> = {
  reads: { size: 250, perSecond: 25 }, writes: { size: 200, perSecond: 10 }, deletes: { size: 200, perSecond: 10 },
};

const kindOf = (method: string): Kind => (method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes');

/** Counts what ARM would count and says what is left. Nothing is refused for it: the fault file asks for throttling. */
export class RateLimits {
  private readonly left = new Map<string, { readonly tokens: number; readonly atMs: number }>();

  /** Takes one token and gives the header that tells how many are left; never below 0. */
  take({ method, path, objectId, nowMs }: { readonly method: string; readonly path: string; readonly objectId: string; readonly nowMs: number }): Readonly<Record<string, string>> {
    const kind = kindOf(method);
    const { subscriptionId } = scopeParts(path);
    const { size, perSecond } = buckets[kind];
    const key = `${subscriptionId?.toLowerCase() ?? 'tenant'} ${objectId} ${kind}`;
    const before = this.left.get(key) ?? { tokens: size, atMs: nowMs };
    const tokens = Math.max(0, Math.min(size, before.tokens + Math.max(0, nowMs - before.atMs) / 1000 * perSecond) - 1);
    this.left.set(key, { tokens, atMs: nowMs });
    return { [`x-ms-ratelimit-remaining-${subscriptionId === undefined ? 'tenant' : 'subscription'}-${kind}`]: String(Math.floor(tokens)) };
  }
}
