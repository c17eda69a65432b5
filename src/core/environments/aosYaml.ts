import type { ErrorObject } from 'ajv';
import { isMap, isPair, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { asObject } from '../json';
import type { Diagnostic, JsonObject, Range } from '../values';
import type { GuardSettings } from '../guard/deploymentGuard';
import type { SettingsGuardSettings } from '../settingsGuard/choices';
import type { WatchSettings } from '../checklist/watch/watchRecords';
import type { BackupSettings, ProbeSettings } from './environment';

/** What one environment (or `defaults`) may say in aos.yaml; every key as in its JSON Schema. */
export interface EnvironmentSettings {
  readonly parameters?: string;
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly cloud?: string;
  readonly location?: string;
  readonly protected?: boolean;
  readonly probes?: readonly ProbeSettings[];
  readonly thresholds?: Readonly<Record<string, number>>;
  /** Good states that are kept for rollbacks; default 50. */
  readonly keepStates?: number;
  /** Storage account of the configurations, where the resource group holds several. */
  readonly storageAccount?: string;
  /** The watch after a green run. */
  readonly watch?: WatchSettings;
  /** When backups are due. */
  readonly backup?: BackupSettings;
  readonly profile?: JsonObject;
  readonly guard?: GuardSettings;
  readonly settingsGuard?: SettingsGuardSettings;
}

/** Where configurations of one kind are, here and there. Paths are as written: a file, a folder, or a pattern with `*`. */
export interface ConfigurationSettings {
  readonly files?: string | readonly string[];
  readonly registry?: string;
  readonly container?: string;
  readonly registryContainer?: string;
  /** Queue from which the app that runs them takes commands. */
  readonly commandQueue?: string;
}
/** A function app: folder of its `host.json`, deployment output with its name, or the name itself; and settings that it should have, as a text, a secret of the vault or a deployment output. */
export interface ApplicationSettings { readonly root?: string; readonly output?: string; readonly site?: string; readonly settings?: Readonly<Record<string, string | { readonly secret: string } | { readonly output: string }>> }

export interface WorkspaceSettings {
  /** As written, relative to aos.yaml; empty when it names none. */
  readonly templates: readonly string[];
  readonly defaults: EnvironmentSettings;
  readonly environments: Readonly<Record<string, EnvironmentSettings>>;
  readonly agents?: ConfigurationSettings;
  readonly servers?: ConfigurationSettings;
  readonly applications?: Readonly<Record<string, ApplicationSettings>>;
  /** As written, relative to aos.yaml. */
  readonly taskList?: string;
  /** Items of the team's own and the like; see the checklist. */
  readonly checklist?: JsonObject;
}

export const noSettings: WorkspaceSettings = { templates: [], defaults: {}, environments: {} };

/** Parses and checks aos.yaml. With an error in it the settings are empty, so that nothing half-understood is deployed. */
export async function parseAosYaml(file: string, text: string): Promise<{ readonly settings: WorkspaceSettings; readonly diagnostics: readonly Diagnostic[] }> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map((error): Diagnostic => ({ file, severity: 'error', code: 'aos/yaml-syntax', message: firstLine(error.message), range: rangeOf(error.pos, lines), nextStep: 'Correct the YAML in aos.yaml.' }));
  if (syntax.length > 0) return { settings: noSettings, diagnostics: syntax };
  const value: unknown = toPlain(document);
  if (value === null || value === undefined) return { settings: noSettings, diagnostics: [] };
  const errors = await validate(value);
  if (errors.length > 0) return { settings: noSettings, diagnostics: errors.map((error) => diagnosticOf(error, file, document, lines)) };
  const windows = badWindows(asObject(value)).map(({ path, message }): Diagnostic => ({ file, severity: 'error', code: 'aos/yaml-schema', message, range: rangeOfPath(document, path, lines), nextStep: 'Correct the deployment window in aos.yaml.' }));
  if (windows.length > 0) return { settings: noSettings, diagnostics: windows };
  return { settings: settingsOf(asObject(value)), diagnostics: [] };
}

/** What a schema cannot say of a deployment window: a time zone that nobody knows, and a window that is never open. */
function badWindows(value: JsonObject): readonly { readonly path: readonly string[]; readonly message: string }[] {
  const places = [['defaults'], ...Object.keys(asObject(value['environments'])).map((name) => ['environments', name])];
  return places.flatMap((place) => {
    const path = [...place, 'guard', 'window'];
    const window = path.reduce<JsonObject>((at, key) => asObject(at[key]), value);
    const { timeZone, from, to } = window;
    return [
      ...(typeof timeZone === 'string' && !isTimeZone(timeZone) ? [{ path: [...path, 'timeZone'], message: `${[...path, 'timeZone'].join('.')}: there is no time zone "${timeZone}".` }] : []),
      ...(from !== undefined && from === to ? [{ path, message: `${path.join('.')} begins and ends at ${String(from)}, so it would never be open.` }] : []),
    ];
  });
}

function isTimeZone(name: string): boolean {
  try { return Boolean(new Intl.DateTimeFormat('en', { timeZone: name })); } catch (error) { if (error instanceof RangeError) return false; throw error; }
}

/** YAML aliases that multiply beyond reason make `toJS` throw; what is not JSON is then a wrong document. */
function toPlain(document: Document): unknown {
  try { return document.toJS({ maxAliasCount: 100 }); } catch (error) { return error instanceof Error ? [error.message] : []; }
}

function settingsOf(value: JsonObject): WorkspaceSettings {
  const template = value['template'];
  const environments = Object.entries(asObject(value['environments'])).map(([name, settings]) => [name, asObject(settings) as EnvironmentSettings] as const);
  return {
    templates: typeof template === 'string' ? [template] : ((template ?? []) as readonly string[]),
    defaults: asObject(value['defaults']) as EnvironmentSettings,
    environments: Object.fromEntries(environments),
    agents: asObject(value['agents']) as ConfigurationSettings,
    servers: asObject(value['servers']) as ConfigurationSettings,
    applications: asObject(value['applications']) as Readonly<Record<string, ApplicationSettings>>,
    ...(typeof value['taskList'] === 'string' && { taskList: value['taskList'] }),
    ...(value['checklist'] !== undefined && { checklist: asObject(value['checklist']) }),
  };
}

/** The validator is loaded only where there is a file to validate. */
async function validate(value: unknown): Promise<readonly ErrorObject[]> {
  const { checkSchema: check } = await import('./aosYamlSchema');
  if (check(value)) return [];
  const errors = check.errors ?? [];
  return errors.filter((error) => error.keyword !== 'anyOf' && error.keyword !== 'oneOf' || !hasDeeper(error, errors));
}

const hasDeeper = (error: ErrorObject, all: readonly ErrorObject[]): boolean => all.some((other) => other !== error && other.schemaPath.startsWith(`${error.schemaPath}/`));

function diagnosticOf(error: ErrorObject, file: string, document: Document, lines: LineCounter): Diagnostic {
  const path = error.instancePath.split('/').slice(1).map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  const unknownKey = error.keyword === 'additionalProperties' ? String(error.params['additionalProperty']) : undefined;
  const where = path.length === 0 ? 'aos.yaml' : path.join('.');
  const message = unknownKey === undefined ? `${where} ${error.message ?? 'is not valid'}.` : `${where} has no setting "${unknownKey}".`;
  const range = unknownKey === undefined ? rangeOfPath(document, path, lines) : rangeOfKey(document, path, unknownKey, lines);
  return { file, severity: 'error', code: 'aos/yaml-schema', message, range, nextStep: 'Correct the setting in aos.yaml; hovering over a key shows what it takes.' };
}

function rangeOfPath(document: Document, path: readonly string[], lines: LineCounter): Range | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path.map(asKey), true) as Node | undefined;
  return node?.range ? rangeOf([node.range[0], node.range[1]], lines) : undefined;
}

function rangeOfKey(document: Document, path: readonly string[], key: string, lines: LineCounter): Range | undefined {
  const map = path.length === 0 ? document.contents : document.getIn(path.map(asKey), true);
  const pair = isMap(map) ? map.items.find((item) => isPair(item) && String(item.key) === key) : undefined;
  const node = pair?.key as Node | undefined;
  return node?.range ? rangeOf([node.range[0], node.range[1]], lines) : undefined;
}

const asKey = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);
const firstLine = (text: string): string => text.split('\n')[0] ?? text;

function rangeOf([start, end]: readonly [number, number], lines: LineCounter): Range {
  const at = (offset: number): { line: number; character: number } => { const { line, col } = lines.linePos(offset); return { line: Math.max(0, line - 1), character: Math.max(0, col - 1) }; };
  return { start: at(start), end: at(end) };
}
