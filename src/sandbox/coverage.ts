import { controlRoutes } from './http/control';
import { createProviderModules, ProviderRegistry } from './providers';
import { armRouter, openRouter } from './routes';
import { lockModule } from './routes/locks';

export interface CoveredOperation { readonly method: string; readonly path: string; readonly summary: string }
export interface CoveredType { readonly type: string; readonly actions: readonly string[] }

/** Everything that the server routes, in the order in which it tries: the source of docs/sandbox-coverage.md. */
export function coverage(): { readonly operations: readonly CoveredOperation[]; readonly types: readonly CoveredType[] } {
  const registry = new ProviderRegistry([...createProviderModules(), lockModule]);
  const operations = [...openRouter().routes, ...controlRoutes, ...registry.modules.flatMap((module) => module.dataPlanes ?? []).flatMap((plane) => plane.operations ?? []), ...armRouter(registry).routes].map(({ method, path, summary }) => ({ method, path: path.startsWith('/') ? path : `/${path}`, summary }));
  const types = [...registry.all()].map(({ type, actions = {} }) => ({ type, actions: Object.keys(actions) }));
  return { operations, types: types.sort((a, b) => a.type.localeCompare(b.type, 'en')) };
}
