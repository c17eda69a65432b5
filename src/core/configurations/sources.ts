import { InputError } from '../errors';
import { readSettings, type ApplicationSettings, type ConfigurationSettings } from '../environments';
import { configurationKind } from '../language/configurations/kinds';
import { baseName, resolvePath } from '../paths';
import type { WorkspaceFiles } from '../ports';
import type { Diagnostic } from '../values';
import { isChosen } from './places';
import { parseConfiguration, parseRegistry, type Configuration, type ConfigurationKind } from './configuration';

/** What the workspace says about one kind. Files that cannot be read are among the problems, and only there. */
export interface ConfigurationSources {
  readonly kind: ConfigurationKind;
  /** One file each, sorted by file. */
  readonly single: readonly Configuration[];
  readonly registry?: { readonly file: string; readonly entries: readonly Configuration[] };
  readonly files: readonly string[];
  readonly settings: ConfigurationSettings;
  /** What aos.yaml says of the app that runs them. */
  readonly application: ApplicationSettings;
  readonly problems: readonly Diagnostic[];
}

/**
 * Finds `agents/*.json` and `agent_registry.json` (or `mcp-servers/*.json` and `mcp_server_registry.json`) wherever they are; aos.yaml overrides.
 * @throws InputError `Workspace.BadSettings` when aos.yaml has an error, `Configuration.ManyRegistries`.
 */
export async function findConfigurations(files: WorkspaceFiles, kind: ConfigurationKind): Promise<ConfigurationSources> {
  const { settings, application } = await settingsOf(files, kind);
  const all = await files.find(['.json']);
  const singles = settings.files === undefined ? all.filter((file) => configurationKind(file) === kind) : all.filter((file) => isChosen(files.root, file, settings.files!));
  const registryFile = findRegistry(files.root, all, kind, settings);
  const problems: Diagnostic[] = [];
  const read = async <T>(file: string, parse: (text: string) => T): Promise<T | undefined> => {
    try { return parse(await files.readText(file)); } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push({ file, severity: 'error', code: error.code, message: error.message, ...(error.location?.range && { range: error.location.range }), ...(error.nextStep !== undefined && { nextStep: error.nextStep }) });
      return undefined;
    }
  };
  const single = (await Promise.all(singles.filter((file) => file !== registryFile).map((file) => read(file, (text) => parseConfiguration(kind, file, text))))).filter((one) => one !== undefined);
  const entries = registryFile === undefined ? undefined : await read(registryFile, (text) => parseRegistry(kind, registryFile, text));
  return { kind, single, settings, application, problems, files: [...singles, ...(registryFile === undefined ? [] : [registryFile])], ...(registryFile !== undefined && entries && { registry: { file: registryFile, entries } }) };
}

async function settingsOf(files: WorkspaceFiles, kind: ConfigurationKind): Promise<Pick<ConfigurationSources, 'settings' | 'application'>> {
  const { settings, problems } = await readSettings(files);
  const [first] = problems;
  if (first) throw new InputError('Workspace.BadSettings', first.message, { location: first, nextStep: first.nextStep });
  return { settings: (kind === 'agent' ? settings.agents : settings.servers) ?? {}, application: settings.applications?.[kind === 'agent' ? 'realm' : 'mcp'] ?? {} };
}

function findRegistry(root: string, all: readonly string[], kind: ConfigurationKind, { registry }: ConfigurationSettings): string | undefined {
  if (registry !== undefined) return resolvePath(root, registry);
  const name = registryName(kind);
  const found = all.filter((file) => baseName(file).toLowerCase() === name);
  if (found.length > 1) throw new InputError('Configuration.ManyRegistries', `The workspace has ${found.length} files ${name}: ${found.slice(0, 3).join(', ')}.`, { nextStep: `Name the right one in aos.yaml: ${kind === 'agent' ? 'agents' : 'servers'}: { registry: … }.` });
  return found[0];
}

/** Name of the registry, as a file and as a blob. */
export const registryName = (kind: ConfigurationKind): string => (kind === 'agent' ? 'agent_registry.json' : 'mcp_server_registry.json');
