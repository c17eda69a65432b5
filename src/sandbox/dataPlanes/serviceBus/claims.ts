import { createHmac, timingSafeEqual } from 'node:crypto';
import { mayUseData } from '../../providers/authorization/accessControl';
import { ruleKeys } from '../../providers/serviceBus/authorizationRules';
import type { DataPlaneHost, ProviderContext, StoredResource } from '../../providers/provider';
import { arrayOf, sameText, valueAt } from '../../providers/shared/json';
import { keyOf } from '../../resourceId';

export type Right = 'Listen' | 'Send' | 'Manage';
/** What a connection may do at a scope and below. */
export interface Claim { readonly namespace: StoredResource; readonly scope: string; readonly rights: readonly string[] }

export const namespaceSuffix = '.servicebus.localhost';

const namespacesOf = (context: ProviderContext): readonly StoredResource[] => context.resources.listByType('Microsoft.ServiceBus/namespaces');
/** By the host that a client names; undefined for the bare `localhost`, where the key tells. */
export const namespaceAt = (hostname: string, context: ProviderContext): StoredResource | undefined => namespacesOf(context).find(({ name }) => sameText(name, hostname.toLowerCase().replace(namespaceSuffix, '').split('.')[0] ?? ''));

const rulesOf = (context: ProviderContext): StoredResource[] => ['namespaces', 'namespaces/queues', 'namespaces/topics'].flatMap((parent) => [...context.resources.listByType(`Microsoft.ServiceBus/${parent}/authorizationRules`)]);

const isSame = (a: string, b: string): boolean => { const [x, y] = [Buffer.from(a), Buffer.from(b)]; return x.length === y.length && timingSafeEqual(x, y); };

function claimOf(hostname: string, isRight: (rule: StoredResource, keys: readonly string[]) => boolean, context: ProviderContext): Claim | undefined {
  const named = namespaceAt(hostname, context);
  for (const rule of rulesOf(context)) {
    const namespace = namespacesOf(context).find(({ id }) => keyOf(rule.id).startsWith(`${keyOf(id)}/`));
    if (!namespace || (named && named.id !== namespace.id) || valueAt(namespace.body, 'properties.disableLocalAuth') === true) continue;
    const { primaryKey, secondaryKey } = ruleKeys(rule, context);
    if (isRight(rule, [String(primaryKey), String(secondaryKey)])) return { namespace, scope: keyOf(rule.id).split('/authorizationrules/')[0]!, rights: arrayOf(valueAt(rule.body, 'properties.rights')).map(String) };
  }
  return undefined;
}

/** User and password of SASL PLAIN: name of a rule and its key. */
export const claimOfKey = (hostname: string, name: string, key: string, context: ProviderContext): Claim | undefined => claimOf(hostname, (rule, keys) => sameText(rule.id.split('/').at(-1), name) && keys.some((one) => isSame(one, key)), context);

/** The claim behind a token of `$cbs`, a shared access signature or one of the directory. Undefined when it gives none. */
export function claimOfToken(hostname: string, token: string, host: DataPlaneHost): Claim | undefined {
  const context = host.context();
  const signature = /^SharedAccessSignature\s+(.+)$/i.exec(token)?.[1];
  if (signature === undefined) return claimOfBearer(hostname, token, host);
  const { sr = '', sig = '', se = '', skn = '' } = Object.fromEntries(signature.split('&').map((part) => { const cut = part.indexOf('='); return [part.slice(0, cut), part.slice(cut + 1)]; })) as Record<string, string | undefined>;
  if (Number(se) * 1000 < context.clock.now().getTime()) return undefined;
  const given = decodeURIComponent(sig);
  return claimOf(hostname, (rule, keys) => sameText(rule.id.split('/').at(-1), decodeURIComponent(skn)) && keys.some((key) => isSame(createHmac('sha256', key).update(`${sr}\n${se}`).digest('base64'), given)), context);
}

function claimOfBearer(hostname: string, token: string, host: DataPlaneHost): Claim | undefined {
  const context = host.context();
  const caller = host.callerOf(`Bearer ${token}`);
  const all = namespacesOf(context);
  const namespace = namespaceAt(hostname, context) ?? (all.length === 1 ? all[0] : undefined);
  if (!caller || !namespace) return undefined;
  const may = (action: string): boolean => mayUseData(caller.objectId, `Microsoft.ServiceBus/namespaces/messages/${action}/action`, namespace.id, context);
  return { namespace, scope: keyOf(namespace.id), rights: [...(may('send') ? ['Send'] : []), ...(may('receive') ? ['Listen'] : [])] };
}
