import type { Environment } from '../environments/environment';
import { dirName, relativePath } from '../paths';
import type { WorkflowSubject } from './githubWorkflow';

/** The repository a workspace is in; without one the workspace stands for it. `branch`: the default branch as the remote's HEAD says, else the one checked out. */
export interface Repository { readonly root: string; readonly branch?: string }

export interface WorkspaceOfWorkflow {
  readonly environments: readonly Environment[];
  readonly repository: Repository;
  /** Folder of the workspace. */
  readonly root: string;
  /** Of the headless command. */
  readonly version: string;
}

/** The workflow that a workspace's environments make: promoted towards the protected ones, watched where their files are. */
export function workflowOfWorkspace({ environments, repository, root, version }: WorkspaceOfWorkflow): WorkflowSubject {
  const inRepository = (target: string): string => (sameFolder(target, repository.root) ? '.' : relativePath(repository.root, target));
  const watched = [...new Set(environments.flatMap(({ templateFile, parametersFile }) => [dirName(templateFile), dirName(parametersFile)]).map(inRepository))];
  return { environments: inPromotionOrder(environments), watched: withoutNested(watched), defaultBranch: repository.branch ?? 'main', version, workspace: inRepository(root) };
}

const sameFolder = (a: string, b: string): boolean => a.replaceAll('\\', '/').replace(/\/+$/, '') === b.replaceAll('\\', '/').replace(/\/+$/, '');

const stages: readonly RegExp[] = [/^(local|sandbox|dev)/i, /^(test|tst|qa|int)/i, /^(uat|acc)/i, /^(stag|stg|pre)/i, /^prod/i];

/** From what breaks nothing to what must not break; names that say nothing come before the protected ones. */
export function inPromotionOrder<E extends Pick<Environment, 'name' | 'isProtected'>>(environments: readonly E[]): readonly E[] {
  const stage = ({ name }: E): number => { const found = stages.findIndex((pattern) => pattern.test(name)); return found < 0 ? stages.length - 1.5 : found; };
  return [...environments].sort((a, b) => Number(a.isProtected) - Number(b.isProtected) || stage(a) - stage(b) || (a.name < b.name ? -1 : 1));
}

/** Folders inside others that are watched already say nothing new. */
const withoutNested = (folders: readonly string[]): readonly string[] => folders.filter((folder) => !folders.some((other) => other !== folder && (other === '.' || folder.startsWith(`${other}/`))));
