import { DeployError } from '../errors';
import { asObject, asString } from '../json';
import { resolvePath } from '../paths';
import type { AzureConnection, WorkspaceFiles } from '../ports';
import type { DeclaredFunction } from './declaredFunctions';
import { pathOf } from './functionPath';
import { readConstants, readLogicalLines } from './python';
import { readAppSettings, type Site } from './site';

/** The version that an application itself goes by, and who says so: its health or status body, a setting of the app, or the package that is live. */
export interface ApplicationVersion { readonly value: string; readonly from: 'health' | 'status' | 'setting' | 'package' }

/** What is no version (a whole sentence, an object) is none. */
const pattern = /^[A-Za-z0-9][\w.+-]{0,63}$/;
const bodyKeys = ['version', 'app_version', 'appVersion', 'service_version'];
const settingNames = ['AOS_VERSION', 'APP_VERSION', 'APPLICATION_VERSION'];
const constantNames = ['VERSION', '__version__', 'APP_VERSION'];

/** Of a JSON body; undefined when it names none. */
export function versionIn(body: string): string | undefined {
  let value: unknown;
  try { value = JSON.parse(body); } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
  const members = asObject(value);
  return bodyKeys.map((key) => members[key]).map((one) => (typeof one === 'number' ? String(one) : asString(one))).find((one) => one !== undefined && pattern.test(one));
}

export interface VersionQuery {
  readonly site: Site; readonly functions: readonly DeclaredFunction[];
  /** What the health body has said already. */
  readonly said?: string;
  /** Of the package that is live, where that is known. */
  readonly packaged?: string;
}

/** Asks until somebody says it: status endpoint, settings, package. Who cannot be asked says nothing. */
export async function findVersion(connection: AzureConnection, { site, functions, said, packaged }: VersionQuery, signal?: AbortSignal): Promise<ApplicationVersion | undefined> {
  if (said !== undefined) return { value: said, from: 'health' };
  const status = await orNothing(() => askStatus(connection, site, functions, signal));
  if (status !== undefined) return { value: status, from: 'status' };
  const settings = await orNothing(() => readAppSettings(connection, site, signal)) ?? {};
  const set = settingNames.map((name) => settings[name]).find((one) => one !== undefined && pattern.test(one));
  if (set !== undefined) return { value: set, from: 'setting' };
  return packaged === undefined ? undefined : { value: packaged, from: 'package' };
}

async function askStatus({ dataPlanes }: AzureConnection, { url }: Site, functions: readonly DeclaredFunction[], signal?: AbortSignal): Promise<string | undefined> {
  const status = functions.find(({ trigger, name, route }) => trigger === 'http' && /(^|[_/-])(status|version)$/i.test(route ?? name));
  if (status === undefined || url === undefined) return undefined;
  const answer = await dataPlanes.send({ method: 'GET', url: `${url}${pathOf(status)}`, timeoutMs: 30_000 }, signal);
  return answer.status === 200 ? versionIn(answer.body) : undefined;
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try { return await ask(); } catch (error) {
    if (error instanceof DeployError && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}

/** What the sources say of their own version: a constant of `function_app.py`, else the project's. */
export async function readSourceVersion(files: WorkspaceFiles, root: string, paths: readonly string[]): Promise<string | undefined> {
  if (paths.includes('function_app.py')) {
    const constants = readConstants(readLogicalLines(await files.readText(resolvePath(root, 'function_app.py'))));
    const named = constantNames.map((name) => constants.get(name)).find((one) => one !== undefined && pattern.test(one));
    if (named !== undefined) return named;
  }
  const project = resolvePath(root, 'pyproject.toml');
  return (await files.exists(project)) ? projectVersion(await files.readText(project)) : undefined;
}

/** `version` of the table `[project]`, or of Poetry's. */
export function projectVersion(text: string): string | undefined {
  let table = '';
  for (const line of text.split(/\r?\n/)) {
    table = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line)?.[1]?.trim() ?? table;
    const value = /^\s*version\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(line);
    if (value && (table === 'project' || table === 'tool.poetry')) { const found = value[1] ?? value[2] ?? ''; return pattern.test(found) ? found : undefined; }
  }
  return undefined;
}
