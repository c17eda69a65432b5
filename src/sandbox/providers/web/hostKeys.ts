import { publishFunctions } from '../../dataPlanes/functionHost/publish';
import type { JsonObject } from '../../../armTemplate';
import { keyOf } from '../../resourceId';
import type { ActionRequest, ProviderContext, ProviderRoute, ProviderRouteRequest, ResourceProvider, RouteAnswer, StoredResource } from '../provider';
import { notFound } from '../../armError';
import { defined, property, textOf, valueAt } from '../shared/json';
import { typed } from '../shared/typed';
import { changeSite, siteIdOf, siteState } from './siteState';

/** Key names are paths: `host/master`, `host/functionKeys/default`, `functions/ping/default`. An explicit null stands for a deleted key. */
function key(site: StoredResource, path: string, context: ProviderContext): string | undefined {
  const own = siteState(site).keys[path.toLowerCase()];
  if (own === null) return undefined;
  return textOf(own) ?? (/(^host\/master|\/default)$/.test(path) ? context.random.bytes(`key:${keyOf(site.id)}:${path.toLowerCase()}`, 40).toString('base64url') : undefined);
}

function keysUnder(site: StoredResource, prefix: string, context: ProviderContext): JsonObject {
  const names = new Set(['default', ...Object.keys(siteState(site).keys).filter((path) => path.startsWith(prefix.toLowerCase())).map((path) => path.slice(prefix.length))]);
  return defined(Object.fromEntries([...names].map((name) => [name, key(site, prefix + name, context)])));
}

/** Keys that open a function: its own, those of the host, and the master key. */
export function keysFor(site: StoredResource, functionName: string, context: ProviderContext): { readonly master: string | undefined; readonly others: readonly string[] } {
  const values = (prefix: string): string[] => Object.values(keysUnder(site, prefix, context)).filter((value) => typeof value === 'string');
  return { master: key(site, 'host/master', context), others: [...values('host/functionKeys/'), ...values(`functions/${functionName}/`)] };
}

function siteOf(id: string, context: ProviderContext): StoredResource {
  const site = context.resources.find(siteIdOf(id));
  if (!site) throw notFound('NotFound', `The app of ${id} does not exist.`);
  return site;
}

/** `host/default`, the runtime of a function app. @see Web Apps - List Host Keys */
export const host = (parent: 'sites' | 'sites/slots'): ResourceProvider => ({
  type: `Microsoft.Web/${parent}/host`, apiVersions: [], locations: 'none', hasProvisioningState: false, singletons: ['default'], deletable: false,
  actions: {
    listKeys({ id }, context) {
      const site = siteOf(id.id, context);
      return { body: defined({ masterKey: key(site, 'host/master', context), functionKeys: keysUnder(site, 'host/functionKeys/', context), systemKeys: {} }) };
    },
    sync({ id }, context) { publishFunctions(siteOf(id.id, context), context); return { status: 204 }; },
    listSyncStatus: () => ({ status: 204 }),
  },
});

/** @see Web Apps - Create Function, List Function Keys */
export const functions = (parent: 'sites' | 'sites/slots'): ResourceProvider => typed({
  type: `Microsoft.Web/${parent}/functions`, locations: 'none', hasProvisioningState: false,
  fill({ properties, id }, context) {
    const site = siteOf(id.id, context);
    const url = `https://${String(valueAt(site.body, 'properties.defaultHostName'))}`;
    return { properties: { ...properties, name: id.shortName, function_app_id: site.id, href: `${url}/admin/functions/${id.shortName}`, invoke_url_template: properties.invoke_url_template ?? `${url}/api/${id.shortName}`, isDisabled: properties.isDisabled ?? false } };
  },
  actions: { listKeys: listFunctionKeys, listSecrets },
});

function listFunctionKeys({ id }: ActionRequest, context: ProviderContext): RouteAnswer {
  return { body: keysUnder(siteOf(id.id, context), `functions/${id.shortName}/`, context) };
}

function listSecrets({ id, resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  const value = key(siteOf(id.id, context), `functions/${id.shortName}/default`, context);
  return { body: defined({ key: value, trigger_url: `${String(valueAt(resource.body, 'properties.invoke_url_template'))}?code=${value ?? ''}` }) };
}

/** Sets and deletes keys of the host and of functions; their paths have more segments than a resource's. */
export const keyRoutes: readonly ProviderRoute[] = ['', '/slots/{slot}'].flatMap((slot) => {
  const base = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/sites/{site}${slot}`;
  const route = (method: 'PUT' | 'DELETE', path: string, prefix: (parameters: Readonly<Record<string, string>>) => string): ProviderRoute => ({
    method, path: `${base}${path}/{keyName}`, summary: `Web Apps - ${method === 'PUT' ? 'Create Or Update' : 'Delete'} key${slot === '' ? '' : ' of a slot'}: ${path.slice(1)}`,
    handle: (request, context) => setKey(request, prefix(request.parameters) + (request.parameters.keyName ?? ''), context),
  });
  const ofHost = ({ keyType = '' }: Readonly<Record<string, string>>) => (/^masterkey$/i.test(keyType) ? 'host/' : `host/${keyType}/`);
  const ofFunction = ({ functionName = '' }: Readonly<Record<string, string>>) => `functions/${functionName}/`;
  return (['PUT', 'DELETE'] as const).flatMap((method) => [route(method, '/host/default/{keyType}', ofHost), route(method, '/functions/{functionName}/keys', ofFunction)]);
});

function setKey({ path, method, body, parameters }: ProviderRouteRequest, at: string, context: ProviderContext): RouteAnswer {
  const site = siteOf(path, context);
  const { keys } = siteState(site);
  const exists = key(site, at, context) !== undefined;
  if (method === 'DELETE') {
    if (!exists) throw notFound('NotFound', `The key '${parameters.keyName ?? ''}' does not exist.`);
    changeSite(site, { keys: { ...keys, [at.toLowerCase()]: null } }, context);
    return { status: 204 };
  }
  const value = textOf(valueAt(property(body, 'properties') ?? body, 'value')) ?? context.random.bytes(`key:${keyOf(site.id)}:${at}:${Object.keys(keys).length}`, 40).toString('base64url');
  changeSite(site, { keys: { ...keys, [at.toLowerCase()]: value } }, context);
  return { status: exists ? 200 : 201, body: { name: parameters.keyName ?? '', value } };
}
