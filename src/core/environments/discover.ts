import { InputError } from '../errors';
import { baseName, dirName, isAbsolute, relativePath, resolvePath } from '../paths';
import type { WorkspaceFiles } from '../ports/workspace';
import type { Diagnostic } from '../values';
import { noSettings, parseAosYaml, type EnvironmentSettings, type WorkspaceSettings } from './aosYaml';
import { readParametersHead, readStringParameter } from './bicepText';
import type { Environment } from './environment';

export interface EnvironmentList { readonly environments: readonly Environment[]; readonly problems: readonly Diagnostic[] }

export const defaultTemplate = 'deployment/main-modular.bicep';
const defaultNamePrefix = 'aos';

/**
 * Finds every environment of the workspace: each `parameters/<environment>.bicepparam` with a `using`, wherever the folder is, sorted by name; where aos.yaml names templates, each parameters file of one of them.
 * aos.yaml overrides what it names; when it has an error, the problems say so and nothing of it applies.
 * An environment whose template is missing is listed too, with an error among the problems. Two files of one name, for different templates,
 * become `<name>` (the default template's) and `<name>@<template>`.
 * @throws InputError `Workspace.None` when the workspace folder is not there.
 */
export async function discoverEnvironments(files: WorkspaceFiles): Promise<EnvironmentList> {
  if (!(await files.exists(files.root))) throw new InputError('Workspace.None', `There is no folder ${files.root}.`, { nextStep: 'Open the folder of your AOS repository, or name it with --workspace.' });
  const { settings, problems } = await readSettings(files);
  const candidates = await listCandidates(files, settings, problems);
  const environments: Environment[] = [];
  for (const candidate of candidates) {
    const environment = await toEnvironment(files, candidate, settings, problems);
    if (environment) environments.push(environment);
  }
  if (candidates.length === 0) problems.push(await nothingFound(files, settings));
  else problems.push(...await jsonParameters(files, new Set(candidates.map(({ name }) => name.toLowerCase()))));
  return { environments: nameApart(environments, wantedTemplates(files, settings)), problems };
}

/** What aos.yaml says; empty where there is none or where it has an error, which is then among the problems. */
export async function readSettings(files: WorkspaceFiles): Promise<{ settings: WorkspaceSettings; problems: Diagnostic[] }> {
  for (const name of ['aos.yaml', 'aos.yml']) {
    const file = resolvePath(files.root, name);
    if (!(await files.exists(file))) continue;
    const { settings, diagnostics } = await parseAosYaml(file, await files.readText(file));
    return { settings, problems: [...diagnostics] };
  }
  return { settings: noSettings, problems: [] };
}

interface Candidate { readonly name: string; readonly file: string; readonly explicit: boolean }

async function listCandidates(files: WorkspaceFiles, settings: WorkspaceSettings, problems: Diagnostic[]): Promise<Candidate[]> {
  const explicit: Candidate[] = [];
  for (const [name, { parameters }] of Object.entries(settings.environments)) {
    if (parameters === undefined) continue;
    const file = resolvePath(files.root, parameters);
    if (await files.exists(file)) explicit.push({ name, file, explicit: true });
    else problems.push({ file: resolvePath(files.root, 'aos.yaml'), severity: 'error', code: 'aos/parameters-file-missing', message: `The parameters file of environment "${name}", ${parameters}, is not there.`, nextStep: 'Correct the path in aos.yaml or create the file.' });
  }
  const named = new Set(explicit.map(({ file }) => file));
  const all = (await files.find(['.bicepparam'])).filter((file) => !named.has(file));
  const usual = all.filter((file) => baseName(dirName(file)).toLowerCase() === 'parameters');
  const elsewhere = settings.templates.length === 0 ? [] : await ofTemplates(files, settings, all.filter((file) => !usual.includes(file)));
  const found = [...usual, ...elsewhere].sort()
    .map((file) => ({ name: baseName(file).slice(0, -'.bicepparam'.length), file, explicit: false }))
    .filter(({ name }) => name !== '' && !explicit.some((other) => other.name === name));
  return [...explicit, ...found];
}

/** Those whose `using` names a template of aos.yaml: what else lies about with that ending is nobody's environment. */
async function ofTemplates(files: WorkspaceFiles, settings: WorkspaceSettings, candidates: readonly string[]): Promise<readonly string[]> {
  const wanted = settings.templates.map((path) => resolvePath(files.root, path));
  const heads = await Promise.all(candidates.map(async (file) => ({ file, using: readParametersHead(await files.readText(file)).using })));
  return heads.filter(({ file, using }) => using !== undefined && wanted.includes(resolvePath(dirName(file), using))).map(({ file }) => file);
}

async function toEnvironment(files: WorkspaceFiles, { name, file, explicit }: Candidate, settings: WorkspaceSettings, problems: Diagnostic[]): Promise<Environment | undefined> {
  const text = await files.readText(file);
  const head = readParametersHead(text);
  if (head.using === 'none') return undefined;
  const templateFile = head.using === undefined ? undefined : resolvePath(dirName(file), head.using);
  if (templateFile === undefined || head.using === '') {
    problems.push({ file, severity: 'error', code: 'aos/using-missing', message: `${relativePath(files.root, file)} names no template.`, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, nextStep: `Begin the file with: using '${hintUsing(files, file)}'` });
  } else if (/^(br|ts):|^br\//.test(head.using ?? '')) {
    problems.push({ file, severity: 'error', code: 'aos/using-registry', message: `${relativePath(files.root, file)} uses a template in a registry, which cannot be planned from this workspace.`, range: head.usingRange, nextStep: 'Name a Bicep file of the workspace in using.' });
    return undefined;
  } else if (!(await files.exists(templateFile))) {
    problems.push({ file, severity: 'error', code: 'aos/using-not-found', message: `using '${head.using}' points nowhere: ${templateFile} does not exist.`, range: head.usingRange, nextStep: 'Correct the path after using, or restore the template.' });
  }
  const template = templateFile ?? resolvePath(files.root, settings.templates[0] ?? defaultTemplate);
  const wanted = settings.templates.map((path) => resolvePath(files.root, path));
  if (wanted.length > 0 && !explicit && !wanted.includes(template)) return undefined;
  return build(name, file, template, withDefaults(settings, name), await findNamePrefix(files, file, template));
}

/** A setting of the environment beats the default; a profile is put together member by member. */
function withDefaults({ defaults, environments }: WorkspaceSettings, name: string): EnvironmentSettings {
  const own = environments[name] ?? {};
  const profile = { ...defaults.profile, ...own.profile };
  return { ...defaults, ...own, ...(Object.keys(profile).length > 0 && { profile }) };
}

function build(name: string, parametersFile: string, templateFile: string, settings: EnvironmentSettings, namePrefix: string): Environment {
  return {
    name, parametersFile, templateFile,
    resourceGroup: settings.resourceGroup ?? `rg-${namePrefix}-${name}`,
    isProtected: settings.protected ?? /^prod(uction)?([-_.].*)?$/i.test(name),
    ...(settings.subscription !== undefined && { subscriptionId: settings.subscription }),
    ...(settings.cloud !== undefined && { cloud: settings.cloud }),
    ...(settings.location !== undefined && { location: settings.location }),
    ...(settings.probes !== undefined && { probes: settings.probes }),
    ...(settings.keepStates !== undefined && { keepStates: settings.keepStates }), ...(settings.watch && { watch: settings.watch }), ...(settings.backup && { backup: settings.backup }),
    ...(settings.thresholds !== undefined && { thresholds: settings.thresholds }),
    ...(settings.storageAccount !== undefined && { storageAccount: settings.storageAccount }),
    ...(settings.profile !== undefined && { profile: settings.profile }),
    ...(settings.guard && { guard: settings.guard }),
    ...(settings.settingsGuard && { settingsGuard: settings.settingsGuard }),
  };
}

/** From the parameters file or one that it extends, else the template's default, else `aos`. */
async function findNamePrefix(files: WorkspaceFiles, parametersFile: string, templateFile: string): Promise<string> {
  let file: string | undefined = parametersFile;
  for (let depth = 0; file !== undefined && depth < 10; depth++) {
    if (!(await files.exists(file))) break;
    const text: string = await files.readText(file);
    const value = readStringParameter(text, 'namePrefix');
    if (value) return value;
    const base: string | undefined = readParametersHead(text).extends;
    file = base === undefined ? undefined : resolvePath(dirName(file), base);
  }
  if (!(await files.exists(templateFile))) return defaultNamePrefix;
  return readStringParameter(await files.readText(templateFile), 'namePrefix') || defaultNamePrefix;
}

/** Names stay unique: the first template (the default one, where it is among them) keeps the plain name. */
function nameApart(environments: readonly Environment[], preferred: readonly string[]): Environment[] {
  const rank = ({ templateFile }: Environment): number => { const index = preferred.indexOf(templateFile); return index < 0 ? preferred.length : index; };
  const taken = new Set<string>();
  const named = [...environments].sort((a, b) => rank(a) - rank(b)).map((environment) => {
    const base = environment.name;
    let name = base;
    for (let index = 1; taken.has(name); index++) name = `${base}@${baseName(environment.templateFile).replace(/\.\w+$/, '')}${index > 1 ? index : ''}`;
    taken.add(name);
    return name === base ? environment : { ...environment, name };
  });
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const wantedTemplates = (files: WorkspaceFiles, settings: WorkspaceSettings): string[] => [...settings.templates, defaultTemplate].map((path) => (isAbsolute(path) ? path : resolvePath(files.root, path)));

const hintUsing = (files: WorkspaceFiles, file: string): string => (dirName(dirName(file)) === resolvePath(files.root, 'deployment') ? '../main-modular.bicep' : '../main.bicep');

const hintTemplate = (files: WorkspaceFiles, file: string): string => relativePath(files.root, resolvePath(dirName(file), hintUsing(files, file)));

const unreadJson = (files: WorkspaceFiles, json: string, severity: Diagnostic['severity']): Diagnostic => ({
  file: json, severity, code: 'aos/json-parameters', message: `${relativePath(files.root, json)} is a JSON parameters file; environments are read from .bicepparam files, which name their template.`,
  nextStep: `Convert it: bicep decompile-params ${relativePath(files.root, json)} --bicep-file ${hintTemplate(files, json)} --outfile ${relativePath(files.root, json.replace(jsonEnding, '.bicepparam'))}`,
});

const jsonEnding = /(\.parameters)?\.json$/i;

/** Files that the Azure CLI would take and that make no environment here: nobody should wonder where it is. */
async function jsonParameters(files: WorkspaceFiles, known: ReadonlySet<string>): Promise<readonly Diagnostic[]> {
  const candidates = (await files.find(['.json'])).filter((file) => baseName(dirName(file)).toLowerCase() === 'parameters' && !known.has(baseName(file).replace(jsonEnding, '').toLowerCase()));
  const texts = await Promise.all(candidates.map(async (file) => [file, await files.readText(file).catch((error: unknown) => { if (error instanceof InputError) return ''; throw error; })] as const));
  return texts.filter(([, text]) => /deploymentParameters\.json/i.test(text)).map(([file]) => unreadJson(files, file, 'warning'));
}

async function nothingFound(files: WorkspaceFiles, { templates: [named] }: WorkspaceSettings): Promise<Diagnostic> {
  const [json] = (await files.find(['.json'])).filter((file) => baseName(dirName(file)).toLowerCase() === 'parameters');
  if (json !== undefined) return unreadJson(files, json, 'error');
  const template = resolvePath(files.root, named ?? defaultTemplate);
  if (named !== undefined && !(await files.exists(template))) return { file: resolvePath(files.root, 'aos.yaml'), severity: 'error', code: 'aos/no-template', message: `The template ${named} of aos.yaml is not there.`, nextStep: 'Correct the path in aos.yaml, or create the file.' };
  return (await files.exists(template))
    ? { file: template, severity: 'error', code: 'aos/no-parameters-file', message: named === undefined ? 'No parameters file was found for the template.' : `No parameters file (.bicepparam) names ${named} in its using.`, nextStep: `Create ${relativePath(files.root, resolvePath(dirName(template), 'parameters/dev.bicepparam'))}, for example with "AOS: New Environment".` }
    : { file: files.root, severity: 'error', code: 'aos/no-template', message: `Neither ${defaultTemplate} nor any parameters/<environment>.bicepparam was found.`, nextStep: 'Open an AOS repository, open the sample, or name the template in aos.yaml.' };
}
