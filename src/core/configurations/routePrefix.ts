import { findApplications, readRoutePrefix, type Application } from '../applications';
import { InputError } from '../errors';
import { resolvePath } from '../paths';
import type { WorkspaceFiles } from '../ports';
import type { ConfigurationKind } from './configuration';

/** Prefix of the routes of the app that runs configurations of a kind, where the workspace holds its sources; else `api`, as of a host.json that says nothing. Empty: there is none. */
export async function routePrefixOf(files: WorkspaceFiles, kind: ConfigurationKind): Promise<string> {
  const [app] = (await findApplicationsOrNone(files)).filter(({ name }) => name === (kind === 'agent' ? 'realm' : 'mcp'));
  const file = app && resolvePath(app.root, 'host.json');
  return file !== undefined && await files.exists(file) ? readRoutePrefix(await files.readText(file)) : 'api';
}

async function findApplicationsOrNone(files: WorkspaceFiles): Promise<readonly Application[]> {
  try { return await findApplications(files); } catch (error) { if (error instanceof InputError) return []; throw error; }
}
