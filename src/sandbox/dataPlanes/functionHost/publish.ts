import type { JsonObject } from '../../../armTemplate';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { textOf, valueAt } from '../../providers/shared/json';
import type { DeclaredFunction } from './functionApp';
import { hostStateOf } from './hostState';

/** Brings ARM's list of functions in step with what the host runs, as syncing triggers does. A stopped app keeps its list. */
export function publishFunctions(site: StoredResource, context: ProviderContext): void {
  const current = context.resources.find(site.id);
  if (!current) return;
  const { app, hostError } = hostStateOf(current, context);
  const wanted = app && hostError === undefined ? app.functions : [];
  const names = new Set(wanted.map(({ name }) => name.toLowerCase()));
  for (const { id, name } of [...context.resources.list(`${site.id}/functions`)]) if (!names.has(name.split('/').at(-1)!.toLowerCase())) context.resources.delete(id);
  for (const declared of wanted) context.resources.put(`${site.id}/functions/${declared.name}`, { properties: armProperties(declared, current, app?.routePrefix ?? 'api') });
}

function armProperties({ name, bindings, scriptFile }: DeclaredFunction, site: StoredResource, routePrefix: string): JsonObject {
  const http = bindings.find(({ type }) => type === 'httpTrigger');
  const route = [routePrefix, textOf(http?.route) ?? name].filter(Boolean).join('/');
  return {
    name, language: 'python', isDisabled: false, script_href: null, config_href: null, config: { name, scriptFile, language: 'python', entryPoint: name, functionDirectory: '/home/site/wwwroot', bindings: [...bindings] },
    ...(http && { invoke_url_template: `https://${String(valueAt(site.body, 'properties.defaultHostName'))}/${route.toLowerCase()}` }),
  };
}

/** As the host lists it. */
export function showFunction({ name, bindings, scriptFile }: DeclaredFunction, site: StoredResource): JsonObject {
  return { name, language: 'python', isDisabled: false, href: `https://${String(valueAt(site.body, 'properties.defaultHostName'))}/admin/functions/${name}`, config: { name, scriptFile, language: 'python', bindings: [...bindings] } };
}
