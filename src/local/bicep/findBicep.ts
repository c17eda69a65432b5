import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { InputError } from '../../core/errors';
import { cacheFolder } from '../cacheFolder';

/** The oldest Bicep CLI that speaks everything we ask: snapshots over JSON-RPC came with it. */
export const minimumBicepVersion = '0.36.1';

export interface BicepLocation { readonly file: string; readonly source: 'setting' | 'AOS_BICEP' | 'PATH' | 'Azure CLI' | 'set-up' | 'NuGet' }

export interface FindBicepOptions {
  /** Path that the user set; when it is set, nothing else is tried. */
  readonly setting?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly home?: string;
}

const executable = process.platform === 'win32' ? 'bicep.exe' : 'bicep';
const howToGetIt = `Install it (az bicep install, or https://aka.ms/bicep-install) so that "bicep" is on PATH, or set aosDeploy.bicep.path or AOS_BICEP to its path. Version ${minimumBicepVersion} or newer is needed.`;

/** Finds the Bicep CLI: the setting, AOS_BICEP, PATH, the Azure CLI's copy, then what set-up or NuGet put into their folders (newest first).
 *  @throws InputError `Bicep.NotFound`. */
export async function findBicep({ setting, environment = process.env, home = homedir() }: FindBicepOptions = {}): Promise<BicepLocation> {
  for (const [file, source] of [[setting, 'setting'], [environment['AOS_BICEP'], 'AOS_BICEP']] as const) {
    if (!file) continue;
    if (await isExecutable(file)) return { file, source };
    throw new InputError('Bicep.NotFound', `The Bicep CLI that ${source === 'setting' ? 'the setting aosDeploy.bicep.path' : source} names, ${file}, is not there or cannot be run.`, { nextStep: howToGetIt });
  }
  for (const { file, source } of await candidates(environment, home)) if (await isExecutable(file)) return { file, source };
  throw new InputError('Bicep.NotFound', 'The Bicep CLI was not found.', { nextStep: howToGetIt });
}

export const tooOld = (version: string, file: string): InputError =>
  new InputError('Bicep.TooOld', `The Bicep CLI at ${file} is version ${version}; ${minimumBicepVersion} or newer is needed.`, { nextStep: 'Upgrade it: az bicep upgrade, or https://aka.ms/bicep-install.' });

async function candidates(environment: NodeJS.ProcessEnv, home: string): Promise<BicepLocation[]> {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return [
    ...folders.map((folder): BicepLocation => ({ file: path.join(folder, executable), source: 'PATH' })),
    { file: path.join(environment['AZURE_CONFIG_DIR'] ?? path.join(home, '.azure'), 'bin', executable), source: 'Azure CLI' },
    ...(await versionsIn(cacheFolder(environment), /^bicep-(\d.*)$/)).map((folder): BicepLocation => ({ file: path.join(folder, executable), source: 'set-up' })),
    ...(await nuGetVersions(environment, home)).map((folder): BicepLocation => ({ file: path.join(folder, 'tools', executable), source: 'NuGet' })),
  ];
}

async function nuGetVersions(environment: NodeJS.ProcessEnv, home: string): Promise<string[]> {
  const system = process.platform === 'win32' ? 'win' : process.platform === 'darwin' ? 'osx' : 'linux';
  const root = environment['NUGET_PACKAGES'] ?? path.join(home, '.nuget', 'packages');
  return versionsIn(path.join(root, `azure.bicep.commandline.${system}-${process.arch}`), /^(\d.*)$/);
}

/** Folders whose name holds a version, newest first. A folder that is not there holds none. */
async function versionsIn(root: string, pattern: RegExp): Promise<string[]> {
  let names: string[];
  try { names = await readdir(root); } catch (error) { if (isAbsent(error)) return []; throw error; }
  return names.filter((name) => pattern.test(name)).sort((a, b) => compareVersions(pattern.exec(b)?.[1] ?? '', pattern.exec(a)?.[1] ?? '')).map((name) => path.join(root, name));
}

const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(() => true, () => false);
}

/** Negative when `a` is older. Text behind the numbers is not looked at. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
