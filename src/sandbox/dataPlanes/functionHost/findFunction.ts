import type { JsonObject } from '../../../armTemplate';
import { textOf } from '../../providers/shared/json';
import type { AuthLevel, DeclaredFunction } from './functionApp';
import { runningFunctions, type HostState } from './hostState';

export interface FoundFunction { readonly declared: DeclaredFunction; readonly route: string; readonly parameters: Readonly<Record<string, string>>; readonly level: AuthLevel }

/** The function that an HTTP request to a running app reaches. */
export function findFunction(state: HostState, method: string, path: string): FoundFunction | undefined {
  const prefix = state.app?.routePrefix ? `/${state.app.routePrefix}/` : '/';
  if (!path.toLowerCase().startsWith(prefix.toLowerCase())) return undefined;
  const segments = path.slice(prefix.length).split('/').filter(Boolean);
  for (const declared of runningFunctions(state)) {
    const trigger = declared.bindings.find(({ type }) => type === 'httpTrigger');
    if (!trigger || !takes(trigger, method)) continue;
    const route = textOf(trigger.route) ?? declared.name;
    const parameters = matchRoute(route, segments);
    if (parameters) return { declared, route: segments.join('/'), parameters, level: (textOf(trigger.authLevel)?.toLowerCase() ?? 'function') as AuthLevel };
  }
  return undefined;
}

function takes({ methods }: JsonObject, method: string): boolean {
  return !Array.isArray(methods) || methods.length === 0 || methods.some((one) => String(one).toUpperCase() === method);
}

/** ASP.NET route templates as far as apps use them: `agents/{id}`, `{*rest}`, `{id:int}`, `{id?}`. */
export function matchRoute(route: string, segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  const pattern = route.split('/').filter(Boolean);
  for (const [index, part] of pattern.entries()) {
    const variable = /^\{(\*)?(\w+)(?::[^}]*)?(\?)?\}$/.exec(part);
    const segment = segments[index];
    if (variable?.[1]) { parameters[variable[2]!] = segments.slice(index).join('/'); return parameters; }
    if (segment === undefined) { if (variable?.[3]) return parameters; return undefined; }
    if (variable) parameters[variable[2]!] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return segments.length > pattern.length ? undefined : parameters;
}
