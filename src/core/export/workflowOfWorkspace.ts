import type { Environment } from '../environments/environment';
import { dirName, isAbsolute, relativePath, resolvePath } from '../paths';
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
  const ours = onRunners(environments);
  const folders = [...new Set(ours.flatMap(({ templateFile, parametersFile }) => [dirName(templateFile), dirName(parametersFile)]).map(inRepository))].filter((folder) => !isAbsolute(folder));
  const settings = ['aos.yaml', 'aos.yml'].map((name) => inRepository(resolvePath(root, name)));
  return {
    environments: inPromotionOrder(ours).map(({ name, cloud }) => ({ name, ...(cloud !== undefined && { cloud }) })),
    watched: withoutNested([...folders.map((folder) => `${folder}/`), ...settings]), defaultBranch: repository.branch ?? 'main', version, workspace: inRepository(root),
  };
}

/** Those that a runner can sign in to. Where all are still rehearsed in the sandbox, the workflow is for the Azure that they will be in; beside others, what is in the sandbox stays there. */
function onRunners(environments: readonly Environment[]): readonly Environment[] {
  const reachable = environments.filter(({ cloud }) => cloud === undefined || signInClouds.includes(cloud));
  return reachable.length > 0 ? reachable : environments.filter(({ cloud }) => cloud === 'sandbox').map((environment) => ({ ...environment, cloud: 'azure' }));
}

/** Those with a sign-in of their own, as `--cloud` names them. */
const signInClouds: readonly string[] = ['azure', 'usgov', 'china'];

const sameFolder = (a: string, b: string): boolean => a.replaceAll('\\', '/').replace(/\/+$/, '') === b.replaceAll('\\', '/').replace(/\/+$/, '');

const stages: readonly RegExp[] = [/^(local|sandbox|dev)/i, /^(test|tst|qa|int)/i, /^(uat|acc)/i, /^(stag|stg|pre)/i, /^prod/i];

/** From what breaks nothing to what must not break; names that say nothing come before the protected ones. */
export function inPromotionOrder<E extends Pick<Environment, 'name' | 'isProtected'>>(environments: readonly E[]): readonly E[] {
  const stage = ({ name }: E): number => { const found = stages.findIndex((pattern) => pattern.test(name)); return found < 0 ? stages.length - 1.5 : found; };
  return [...environments].sort((a, b) => Number(a.isProtected) - Number(b.isProtected) || stage(a) - stage(b) || (a.name < b.name ? -1 : 1));
}

/** What lies inside a folder that is watched already says nothing new. */
const withoutNested = (watched: readonly string[]): readonly string[] => (watched.includes('./') ? ['./'] : watched.filter((path) => !watched.some((other) => other !== path && other.endsWith('/') && path.startsWith(other))));
