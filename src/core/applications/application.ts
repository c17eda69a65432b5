import { InputError } from '../errors';
import { readSettings, type ApplicationSettings } from '../environments';
import { baseName, dirName, relativePath, resolvePath } from '../paths';
import type { WorkspaceFiles } from '../ports';
import type { Diagnostic } from '../values';
import { readSourceVersion } from './applicationVersion';
import { readDecoratedFunctions, readFunctionJson, type DeclaredFunction } from './declaredFunctions';
import { readRoutePrefix } from './functionPath';
import { hostFileProblems } from './hostFiles';
import { importsOf, ownModulesOf, requirementProblems } from './requirements';
import { readSettingNames, type SettingRead } from './settingsRead';

/** A function app of the workspace. */
export interface Application {
  /** `main` for the root of the workspace, `mcp` and `realm` for the known folders, else the folder's name. */
  readonly name: string;
  /** Absolute path of the folder that holds `host.json`. */
  readonly root: string;
  readonly settings: ApplicationSettings;
}

const knownFolders: Readonly<Record<string, string>> = { mcpservers: 'mcp', realmofagents: 'realm' };
/** Outputs of the AOS template that name each app. */
export const outputOf: Readonly<Record<string, string>> = { main: 'functionAppName', mcp: 'mcpServerFunctionAppName', realm: 'realmFunctionAppName' };

/** Every folder with a `host.json`, the root first. aos.yaml names others, or names them otherwise. @throws InputError `Application.None`, `Application.NoHostJson`, `Application.Unknown`. */
export async function findApplications(files: WorkspaceFiles, names?: readonly string[]): Promise<readonly Application[]> {
  const { settings, problems } = await readSettings(files);
  if (problems[0]) throw new InputError('Workspace.BadSettings', problems[0].message, { location: problems[0], nextStep: problems[0].nextStep });
  const named = Object.entries(settings.applications ?? {});
  const roots = (await files.find(['host.json'])).filter((file) => baseName(file) === 'host.json').map(dirName);
  const listed = named.map(([name, one]): Application => ({ name, settings: one, root: resolvePath(files.root, one.root ?? roots.find((root) => nameOf(files.root, root) === name) ?? name) }));
  for (const { name, root } of listed) if (!(await files.exists(resolvePath(root, 'host.json')))) throw new InputError('Application.NoHostJson', `The application ${name} has no host.json in ${root}.`, { nextStep: 'Correct its root in aos.yaml, or create host.json.' });
  const found = roots.filter((root) => !listed.some((one) => one.root === root)).map((root): Application => ({ name: nameOf(files.root, root), root, settings: {} }));
  const all = [...listed, ...found].sort((a, b) => a.root.length - b.root.length || (a.root < b.root ? -1 : 1));
  if (all.length === 0) throw new InputError('Application.None', 'No folder of the workspace holds a host.json.', { nextStep: 'Open the folder of your function apps, or name them in aos.yaml: applications.' });
  const missing = names?.find((name) => !all.some((one) => one.name === name));
  if (missing !== undefined) throw new InputError('Application.Unknown', `The workspace holds no application "${missing}".`, { nextStep: `There are ${all.map((one) => one.name).join(', ')}.` });
  return names && names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all;
}

const nameOf = (workspace: string, root: string): string => (root === workspace ? 'main' : knownFolders[baseName(root).toLowerCase()] ?? baseName(root));

/** Files of an application that say what it declares and reads, relative to its root; without those of applications below it, and without tests, of load neither. */
export async function findSources(files: WorkspaceFiles, application: Application, all: readonly Application[]): Promise<readonly string[]> {
  const nested = all.map(({ root }) => root).filter((root) => root !== application.root && root.startsWith(application.root));
  const own = (await files.find(['.py', 'function.json', 'requirements.txt'], application.root)).filter((file) => !nested.some((root) => file.startsWith(`${root}/`) || file.startsWith(`${root}\\`)));
  return own.map((file) => relativePath(application.root, file)).filter((path) => !/^(tests?|venv|\.venv|deployment|scripts)[\\/]|^locustfile\.py$/.test(path));
}

/** What the sources of an application declare and read. */
export interface ApplicationFacts { readonly functions: readonly DeclaredFunction[]; readonly settings: readonly SettingRead[]; readonly pythonFiles: readonly string[]; readonly requirements: 'there' | 'missing' | 'not-needed'; /** What is wrong with the requirements that are there. */ readonly requirementProblems: readonly string[]; /** The version that the sources go by. */ readonly version?: string; /** Of what the host reads besides Python. */ readonly problems: readonly Diagnostic[] }

/** Reads the files of a package; `paths` are relative to the root. */
export async function readFacts(files: WorkspaceFiles, { root }: Application, paths: readonly string[]): Promise<ApplicationFacts> {
  const python = paths.filter((path) => path.endsWith('.py'));
  const functions: DeclaredFunction[] = [];
  const settings: SettingRead[] = [];
  const imports: string[] = [];
  const problems: Diagnostic[] = [];
  for (const path of python) {
    const source = await files.readText(resolvePath(root, path));
    settings.push(...readSettingNames(path, source));
    imports.push(...importsOf(source));
    // Decorators count where an app or a blueprint is made: elsewhere they belong to somebody else.
    if (path === 'function_app.py' || /\bBlueprint\s*\(/.test(source)) functions.push(...readDecoratedFunctions(path, source));
  }
  const classic = paths.filter((one) => /^[^/]+\/function\.json$/.test(one));
  for (const path of ['host.json', ...classic].filter((one) => paths.includes(one))) problems.push(...hostFileProblems(resolvePath(root, path), await files.readText(resolvePath(root, path)), path === 'host.json'));
  // Of an app with function_app.py the host reads no function.json.
  const isMixed = classic.length > 0 && paths.includes('function_app.py');
  if (isMixed) problems.push({ file: resolvePath(root, classic[0]!), severity: 'warning', code: 'aos/mixed-models', message: `The host ignores ${classic.join(', ')}: the app has a function_app.py.`, nextStep: 'Declare these functions in Python, or leave function_app.py out.' });
  for (const path of isMixed ? [] : classic) {
    const one = readFunctionJson(path, path.split('/')[0]!, await files.readText(resolvePath(root, path)));
    if (one) functions.push(one);
  }
  const prefix = paths.includes('host.json') ? readRoutePrefix(await files.readText(resolvePath(root, 'host.json'))) : 'api';
  const version = await readSourceVersion(files, root, paths);
  for (const { connection, file, trigger } of functions) if (connection !== undefined) settings.push({ name: connection, isNeeded: true, file, ...(/^service_?bus/i.test(trigger) && { isBus: true }) });
  const requirementsText = paths.includes('requirements.txt') ? await files.readText(resolvePath(root, 'requirements.txt')) : undefined;
  const wrong = requirementsText === undefined ? [] : requirementProblems({ requirementsText, imports, ownModules: ownModulesOf(python) });
  return { requirementProblems: wrong, problems, ...(version !== undefined && { version }), functions: prefix === 'api' ? functions : functions.map((one) => (one.trigger === 'http' ? { ...one, prefix } : one)), settings: unique(settings), pythonFiles: python.map((path) => resolvePath(root, path)), requirements: paths.includes('requirements.txt') ? 'there' : python.length > 0 ? 'missing' : 'not-needed' };
}

function unique(settings: readonly SettingRead[]): readonly SettingRead[] {
  const byName = new Map<string, SettingRead>();
  for (const one of settings) {
    const known = byName.get(one.name);
    byName.set(one.name, known ? { ...known, isNeeded: known.isNeeded || one.isNeeded, ...((known.isBus ?? one.isBus) && { isBus: true }) } : one);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const showRoot = (files: WorkspaceFiles, root: string): string => (root === files.root ? '.' : relativePath(files.root, root));
